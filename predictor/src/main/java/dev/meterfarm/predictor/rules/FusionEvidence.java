package dev.meterfarm.predictor.rules;

import java.util.List;
import java.util.Objects;

/**
 * What a fusion rule rests on.
 *
 * @param testCases test cases measured, at least 0
 * @param rounds paired rounds over all test cases, at least 0
 * @param savingLowNanos lower end of the saving's interval
 * @param savingHighNanos upper end of the saving's interval
 * @param shapes what each shape showed, in the order of measuring
 * @param note anything a reader should know, such as a contradiction; empty where there is nothing
 */
public record FusionEvidence(
    int testCases,
    long rounds,
    double savingLowNanos,
    double savingHighNanos,
    List<ShapeEvidence> shapes,
    String note) {
  public FusionEvidence {
    shapes = List.copyOf(shapes);
    Objects.requireNonNull(note, "note");
    if (testCases < 0 || rounds < 0) {
      throw new IllegalArgumentException(
          "testCases and rounds must be >= 0, but are " + testCases + " and " + rounds);
    }
  }

  /** No measurement at all, with a note that says where the verdict comes from. */
  public static FusionEvidence none(String note) {
    return new FusionEvidence(0, 0, 0, 0, List.of(), note);
  }
}
