package dev.meterfarm.agent;

import java.util.Random;

/** What bad lines, full disks and new versions make of the output of a program, at random. */
public final class DamagedText {
  private static final String ALPHABET =
      "0123456789.;:,-+eE \t\n[](){}<>\"'\\=@nulltrefasmINaÄ\u0000\u0661";

  private DamagedText() {}

  /** A text of which pieces are missing, doubled or replaced, or the end is cut off. */
  public static String of(String text, Random random, int edits) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 0; i < edits && damaged.length() > 0; i++) {
      int at = random.nextInt(damaged.length());
      int until = Math.min(damaged.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(4)) {
        case 0 -> damaged.delete(at, until);
        case 1 -> damaged.insert(at, damaged.substring(at, until));
        case 2 -> damaged.setLength(at);
        default -> damaged.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
    }
    return damaged.toString();
  }
}
