package dev.meterfarm.virtualphone.tool;

import java.util.Arrays;
import java.util.Optional;

/** Whose output the tool prints. The natives that run the model are always the same. */
public enum ToolVersion {
  /** TF 2.4 to 2.9: no prefixes, a column {@code [start]}, XNNPACK as one op. */
  TF_2_4("2.4"),
  /** TF 2.14: prefixes, no percentiles. */
  TF_2_14("2.14"),
  /** Since TF 2.19, and LiteRT: percentiles. */
  CURRENT("current");

  private final String word;

  ToolVersion(String word) {
    this.word = word;
  }

  /** By which a rehearsal asks for it. */
  public String word() {
    return word;
  }

  /** The version of that word. */
  public static Optional<ToolVersion> find(String word) {
    return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
  }

  boolean hasPrefixes() {
    return this != TF_2_4;
  }

  boolean hasPercentiles() {
    return this == CURRENT;
  }

  boolean hasStartColumn() {
    return this == TF_2_4;
  }

  boolean showsDelegatesOps() {
    return this != TF_2_4;
  }

  int typeWidth() {
    return this == TF_2_4 ? 24 : 40;
  }
}
