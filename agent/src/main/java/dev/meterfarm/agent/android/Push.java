package dev.meterfarm.agent.android;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file on its way to a phone, by the first form of adb's file service, which every Android has.
 * ddmlib's own push cannot set the run bit, and waits for answers by looking every few
 * milliseconds.
 *
 * @param from the file here
 * @param to where it goes
 * @param runs whether it is a program
 */
record Push(Path from, String to, boolean runs) {
  private static final int CHUNK = 64 << 10;
  private static final int HEADER = 8;
  private static final int MOST_REASON = 4096;

  /** A regular file that all may read, and run. */
  private static final int DATA_MODE = 0100644;

  private static final int PROGRAM_MODE = 0100755;

  /** The phone does not take a file, and says why. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super(why);
    }
  }

  /** Its size. */
  long bytes() {
    try {
      return Files.size(from);
    } catch (IOException e) {
      throw new DeviceException(ErrorCode.STORAGE_FAILED, "cannot read " + from, e);
    }
  }

  /**
   * Sends it over a channel on which the file service was opened.
   *
   * @throws RefusedException if the phone does not take it
   */
  void over(SocketChannel channel) throws IOException {
    byte[] target = (to + "," + (runs ? PROGRAM_MODE : DATA_MODE)).getBytes(StandardCharsets.UTF_8);
    write(channel, request("SEND", target.length, target.length).put(target));
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel file = FileChannel.open(from)) {
      buffer.position(HEADER);
      for (int count = file.read(buffer); count >= 0; count = file.read(buffer)) {
        buffer.put(0, ascii("DATA")).putInt(4, count);
        write(channel, buffer);
        buffer.clear().position(HEADER);
      }
    }
    write(channel, request("DONE", (int) (System.currentTimeMillis() / 1000), 0));
    readReply(channel);
  }

  /** Ends the session. */
  static void quit(SocketChannel channel) throws IOException {
    write(channel, request("QUIT", 0, 0));
  }

  private static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteBuffer request(String word, int number, int more) {
    return ByteBuffer.allocate(HEADER + more)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii(word))
        .putInt(number);
  }

  private static void write(SocketChannel channel, ByteBuffer filled) throws IOException {
    filled.flip();
    while (filled.hasRemaining()) {
      channel.write(filled);
    }
  }

  private static void readReply(SocketChannel channel) throws IOException {
    ByteBuffer reply = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    AdbPhone.readFully(channel, reply);
    String word = new String(reply.array(), 0, 4, StandardCharsets.US_ASCII);
    int length = reply.getInt(4);
    if (word.equals("OKAY")) {
      return;
    }
    if (!word.equals("FAIL") || length < 0 || length > MOST_REASON) {
      throw new IOException("the phone's file service says '" + word + "'");
    }
    ByteBuffer why = ByteBuffer.allocate(length);
    AdbPhone.readFully(channel, why);
    throw new RefusedException(new String(why.array(), StandardCharsets.UTF_8));
  }
}
