package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.predictor.rules.FusionEvidence;
import dev.meterfarm.predictor.rules.FusionRule;
import dev.meterfarm.predictor.rules.ShapeEvidence;
import dev.meterfarm.predictor.rules.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of one test case so far. For one thread. */
final class CaseState {
  /** How many shapes must agree. */
  private static final int AGREE = 2;

  /** An op2 that costs more passes than this is more than a pass: its values may matter. */
  private static final double DEAR = 4;

  private final TestCase test;
  private final SequentialPairedTest timing;
  private final Map<String, PairedRounds> rounds = new LinkedHashMap<>();
  private final Map<String, Integer> looks = new LinkedHashMap<>();
  private final Map<String, Integer> planned = new LinkedHashMap<>();
  private final Map<String, SequentialPairedTest.Reading> readings = new LinkedHashMap<>();
  private StructureEvidence structure = StructureEvidence.UNKNOWN;
  private String failure = "";

  CaseState(TestCase test, SequentialPairedTest timing) {
    this.test = test;
    this.timing = timing;
  }

  TestCase test() {
    return test;
  }

  /** Takes in what a visit to one shape measured. */
  void add(String shape, PairedRounds measured) {
    rounds.merge(shape, measured, PairedRounds::and);
    int look = looks.merge(shape, 1, Integer::sum);
    readings.put(shape, timing.judge(shape, rounds.get(shape), look, test));
  }

  /** Takes in what the runtime says; what it said first stays unless that was nothing. */
  void add(StructureEvidence evidence) {
    if (structure == StructureEvidence.UNKNOWN) {
      structure = evidence;
    }
  }

  /** A model of the case could not be run, so that nothing will ever be known. */
  void fail(String why) {
    if (failure.isEmpty()) {
      failure = why;
    }
  }

  boolean failed() {
    return !failure.isEmpty();
  }

  /**
   * What the shapes say together: two must agree, and more than twice as many as disagree. One more
   * must find a dear op2 fused, since such an op may run faster on the values that op1 makes than
   * on those that it was given alone, and look as if it saved a pass.
   */
  Verdict timingVerdict() {
    int fused = count(Verdict.FUSED);
    int separate = count(Verdict.SEPARATE);
    if (fused >= (isDear() ? AGREE + 1 : AGREE) && fused > 2 * separate) {
      return Verdict.FUSED;
    }
    return separate >= AGREE && separate > 2 * fused ? Verdict.SEPARATE : Verdict.UNDECIDED;
  }

  private boolean isDear() {
    return readings.values().stream()
        .map(SequentialPairedTest.Reading::evidence)
        .anyMatch(e -> e.op2Nanos() - e.nullNanos() > DEAR * e.passNanos());
  }

  private int count(Verdict verdict) {
    return (int) readings.values().stream().filter(r -> r.verdict() == verdict).count();
  }

  /** Where the runtime tells, its word; otherwise what the times say. */
  Verdict verdict() {
    return structure.verdict().orElseGet(this::timingVerdict);
  }

  StructureEvidence structure() {
    return structure;
  }

  /** Notes that a visit to this shape was planned, whether anything comes of it or not. */
  void plan(String shape) {
    planned.merge(shape, 1, Integer::sum);
  }

  /** How many visits to this shape were planned. */
  int visits(String shape) {
    return planned.getOrDefault(shape, 0);
  }

  /** The reading at a shape, if there is one. */
  Optional<SequentialPairedTest.Reading> reading(String shape) {
    return Optional.ofNullable(readings.get(shape));
  }

  /** True if neither more rounds nor another shape are likely to decide it. */
  boolean hopeless() {
    long dead =
        readings.values().stream()
            .filter(r -> r.verdict() == Verdict.UNDECIDED && !r.worthMore())
            .count();
    return dead >= AGREE && dead == readings.size();
  }

  boolean contradicted() {
    Verdict timed = timingVerdict();
    return structure.verdict().isPresent()
        && timed != Verdict.UNDECIDED
        && timed != structure.verdict().get();
  }

  FusionRule rule() {
    List<ShapeEvidence> shapes = new ArrayList<>();
    readings.values().forEach(reading -> shapes.add(reading.evidence()));
    List<Double> savings = shapes.stream().map(ShapeEvidence::savingNanos).toList();
    return new FusionRule(
        test.op1(),
        test.op2(),
        test.form(),
        verdict(),
        timingVerdict(),
        structure.verdict(),
        confidence(),
        savings.isEmpty() ? 0 : PairedRounds.median(savings),
        new FusionEvidence(
            shapes.size(),
            shapes.stream().mapToLong(ShapeEvidence::rounds).sum(),
            savings.isEmpty() ? 0 : average(shapes, false),
            savings.isEmpty() ? 0 : average(shapes, true),
            shapes,
            note()));
  }

  private static double average(List<ShapeEvidence> shapes, boolean high) {
    return shapes.stream()
        .mapToDouble(high ? ShapeEvidence::highNanos : ShapeEvidence::lowNanos)
        .average()
        .orElseThrow();
  }

  /** Agreement of timing and structure is as good as certain; either alone a little less. */
  private double confidence() {
    Verdict timed = timingVerdict();
    if (structure.verdict().isPresent()) {
      return contradicted() ? 0.9 : timed == Verdict.UNDECIDED ? 0.99 : 0.999;
    }
    if (timed == Verdict.UNDECIDED) {
      return 0.5;
    }
    int agree = count(timed);
    return agree == readings.size() ? 0.99 : (double) agree / readings.size();
  }

  private String note() {
    if (failed()) {
      return failure;
    }
    if (readings.isEmpty()) {
      return structure == StructureEvidence.UNKNOWN ? "not tested" : "not timed";
    }
    if (contradicted()) {
      return "timing contradicts the runtime's own profile";
    }
    if (structure == StructureEvidence.OTHER) {
      return "not delegated: the runtime executes other ops in the block than for each op alone";
    }
    return readings.values().stream()
        .map(SequentialPairedTest.Reading::note)
        .filter(text -> !text.isEmpty())
        .distinct()
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }
}
