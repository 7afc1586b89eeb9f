package dev.meterfarm.virtualphone.service;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The second shell protocol: packets of one kind byte, a length, and data. */
final class ShellV2 {
  private static final byte STDIN = 0;
  private static final byte STDOUT = 1;
  private static final byte STDERR = 2;
  private static final byte EXIT = 3;
  private static final byte CLOSE_STDIN = 4;
  private static final int HEADER = 5;
  private static final int MOST_DATA = 1 << 20;

  private final DataInputStream in;
  private final OutputStream out;

  ShellV2(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  InputStream stdin() {
    return new Stdin();
  }

  OutputStream stdout() {
    return new Packets(STDOUT);
  }

  OutputStream stderr() {
    return new Packets(STDERR);
  }

  void exit(int status) throws IOException {
    send(EXIT, new byte[] {(byte) status}, 0, 1);
  }

  private void send(byte kind, byte[] from, int offset, int length) throws IOException {
    byte[] packet =
        ByteBuffer.allocate(HEADER + length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(kind)
            .putInt(length)
            .put(from, offset, length)
            .array();
    synchronized (out) {
      out.write(packet);
    }
  }

  private final class Packets extends OutputStream {
    private final byte kind;

    Packets(byte kind) {
      this.kind = kind;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, from.length);
      if (length > 0) {
        send(kind, from, offset, length);
      }
    }
  }

  /** What the peer types; packets of other kinds are skipped. */
  private final class Stdin extends InputStream {
    private int left;
    private boolean closed;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      try {
        while (left == 0 && !closed) {
          nextPacket();
        }
      } catch (EOFException e) {
        closed = true;
      }
      if (closed) {
        return -1;
      }
      int count = in.read(into, offset, Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }

    private void nextPacket() throws IOException {
      int kind = in.readByte();
      int length = Integer.reverseBytes(in.readInt());
      if (length < 0 || length > MOST_DATA) {
        throw new IOException("a shell packet of " + length + " bytes");
      }
      if (kind == STDIN) {
        left = length;
      } else {
        in.skipNBytes(length);
        closed = kind == CLOSE_STDIN;
      }
    }
  }
}
