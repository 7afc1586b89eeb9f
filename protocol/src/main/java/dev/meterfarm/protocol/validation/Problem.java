package dev.meterfarm.protocol.validation;

/**
 * One thing wrong with an input.
 *
 * @param where the place: file and key, flag, or model
 * @param found what stands there
 * @param rule what should stand there
 * @param remedy what to do about it; may be empty
 */
public record Problem(String where, String found, String rule, String remedy) {
  @Override
  public String toString() {
    return where
        + ": "
        + (found.isEmpty() ? "" : "'" + found + "' ")
        + rule
        + (remedy.isEmpty() ? "" : " (" + remedy + ")");
  }
}
