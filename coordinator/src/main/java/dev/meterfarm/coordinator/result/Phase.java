package dev.meterfarm.coordinator.result;

/** The phases of a campaign on one target, in order. */
public enum Phase {
  PREPARE("preparing"),
  FUSION("finding fusion rules"),
  SAMPLING("sampling kernels"),
  FINAL_VISITS("last visits to test sets"),
  TRAINING("training the final forests"),
  EVALUATION("checking whole networks"),
  EXPORT("writing the bundle"),
  DONE("done");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  /** The phase in words, for people. */
  public String words() {
    return words;
  }
}
