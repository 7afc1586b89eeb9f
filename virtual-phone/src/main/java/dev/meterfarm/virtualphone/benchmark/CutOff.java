package dev.meterfarm.virtualphone.benchmark;

import java.io.IOException;
import java.io.OutputStream;

/** Lets the first bytes through and loses the rest. For one thread. */
final class CutOff extends OutputStream {
  private final OutputStream out;
  private int left;

  CutOff(OutputStream out, int bytes) {
    this.out = out;
    this.left = bytes;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    int some = Math.min(left, length);
    out.write(from, offset, some);
    left -= some;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
