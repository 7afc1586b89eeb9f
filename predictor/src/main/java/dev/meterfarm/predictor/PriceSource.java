package dev.meterfarm.predictor;

/** What priced a kernel. */
public enum PriceSource {
  /** The trees of the kernel's family. */
  FOREST("forest"),
  /** The target's generic model, because the family has no trees that do better. */
  GENERIC("generic");

  private final String word;

  PriceSource(String word) {
    this.word = word;
  }

  /** The word in JSON and reports. */
  public String word() {
    return word;
  }
}
