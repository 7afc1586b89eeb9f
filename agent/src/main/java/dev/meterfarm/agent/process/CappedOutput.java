package dev.meterfarm.agent.process;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the start and the end of a stream: the start says what ran, the end how it ended. Safe for
 * use from many threads.
 */
final class CappedOutput extends OutputStream {
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] tail;
  private final int half;
  private long tailBytes;

  /**
   * An empty one.
   *
   * @param most bytes to keep, at least 2
   */
  CappedOutput(int most) {
    this.half = most / 2;
    this.tail = new byte[most - half];
  }

  @Override
  public synchronized void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    int toHead = Math.min(length, half - head.size());
    head.write(bytes, from, toHead);
    int start = Math.max(toHead, length - tail.length);
    tailBytes += start - toHead;
    for (int i = start; i < length; i++) {
      tail[(int) (tailBytes++ % tail.length)] = bytes[from + i];
    }
  }

  synchronized boolean isComplete() {
    return tailBytes <= tail.length;
  }

  /** Everything that was kept; a line in the middle tells what was not. */
  synchronized String text() {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    kept.writeBytes(head.toByteArray());
    if (!isComplete()) {
      String gap = "\n[... " + (tailBytes - tail.length) + " bytes left out ...]\n";
      kept.writeBytes(gap.getBytes(StandardCharsets.UTF_8));
    }
    int length = (int) Math.min(tailBytes, tail.length);
    for (long i = tailBytes - length; i < tailBytes; i++) {
      kept.write(tail[(int) (i % tail.length)]);
    }
    return kept.toString(StandardCharsets.UTF_8);
  }
}
