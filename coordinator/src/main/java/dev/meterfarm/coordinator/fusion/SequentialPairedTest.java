package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.predictor.rules.ShapeEvidence;
import dev.meterfarm.predictor.rules.Verdict;

/**
 * Decides from paired rounds whether a block saves a pass over the tensor between its ops.
 * Stateless and thread-safe.
 *
 * <p>The yardstick is the shortest of one pass, op1 and op2: nothing larger can be saved for sure.
 * FUSED: the saving's interval lies above half the yardstick. SEPARATE: it lies below, and not
 * absurdly far. Everything else is UNDECIDED and asks for more rounds or another shape. Of the two
 * estimators of {@link SavingEstimate} one may decide where the other cannot, but not against it.
 *
 * <p>Error control: look {@code k} at the same rounds spends {@code alpha / (k (k + 1))}, half for
 * each estimator, so that all looks together spend {@code alpha}. A rule needs two shapes that
 * agree, so both must err alike: with 0.001 for a shape, a false rule comes up about once in a
 * million, and 250 rules need no further correction.
 */
final class SequentialPairedTest {
  /** The share of the yardstick that divides a fused from a separate pair. */
  private static final double DIVIDE = 0.5;

  /**
   * A saving outside these multiples of the yardstick or of what can vanish is no honest reading.
   */
  private static final double LOWEST = -1.0;

  private static final double HIGHEST = 2.5;

  /** An op that costs less than this share of a pass has nothing to give. */
  private static final double FREE = 0.2;

  /** A yardstick of fewer ticks of the clock measures nothing. */
  private static final double TICKS = 8;

  /** More rounds do not help where the interval is wider than this many yardsticks. */
  private static final double HOPELESS = 6;

  private final double alpha;
  private final int fewestRounds;
  private final long resolutionNanos;

  /**
   * A test.
   *
   * @param alpha chance of a false verdict at one shape, over all looks
   * @param fewestRounds no verdict before this many
   * @param resolutionNanos smallest step of the clock
   */
  SequentialPairedTest(double alpha, int fewestRounds, long resolutionNanos) {
    this.alpha = alpha;
    this.fewestRounds = fewestRounds;
    this.resolutionNanos = resolutionNanos;
  }

  /**
   * What one shape says.
   *
   * @param verdict what it decides
   * @param evidence the numbers
   * @param worthMore more rounds at this shape may decide it
   * @param note why it is undecided, or what is odd
   */
  record Reading(Verdict verdict, ShapeEvidence evidence, boolean worthMore, String note) {}

  /**
   * Judges the rounds measured so far.
   *
   * @param shape name of the shape
   * @param rounds all rounds at this shape
   * @param look how often these rounds have been looked at, from 1
   * @param test the case
   */
  Reading judge(String shape, PairedRounds rounds, int look, TestCase test) {
    double error = alpha / (2.0 * look * (look + 1));
    SavingEstimate paired = SavingEstimate.pairedMedian(rounds, error);
    SavingEstimate fast = SavingEstimate.lowQuantiles(rounds, error);
    double idle = SavingEstimate.level(rounds.idle());
    double op1 = SavingEstimate.level(rounds.op1()) - idle;
    double op2 = SavingEstimate.level(rounds.op2()) - idle;
    double pass = SavingEstimate.level(rounds.pass()) - idle;
    double yardstick = Math.min(pass, Math.min(op1, op2));
    boolean free = test.needsEnds() && yardstick < FREE * pass;
    double unit = free ? pass : yardstick;
    double most = HIGHEST * (test.first().contains(TestOp.PAD) ? Math.max(pass, op1) : pass);
    Verdict byPairs = verdict(paired, unit, most);
    Verdict byFast = verdict(fast, unit, most);
    SavingEstimate told = byFast == Verdict.UNDECIDED && byPairs != byFast ? paired : fast;
    ShapeEvidence evidence = evidence(shape, rounds, told, op1 + idle, op2 + idle, idle, pass);
    if (free) {
      boolean saves = told.high() > DIVIDE * pass;
      return new Reading(
          saves ? Verdict.UNDECIDED : Verdict.SEPARATE, evidence, saves, "a free op");
    }
    if (unit < TICKS * resolutionNanos) {
      return new Reading(Verdict.UNDECIDED, evidence, false, "too short for the clock");
    }
    if (rounds.size() < fewestRounds) {
      return new Reading(Verdict.UNDECIDED, evidence, true, "too few rounds");
    }
    if (told.high() < LOWEST * unit || told.low() > most) {
      return new Reading(Verdict.UNDECIDED, evidence, false, "implausible saving");
    }
    if (byFast != Verdict.UNDECIDED && byPairs != Verdict.UNDECIDED && byFast != byPairs) {
      return new Reading(Verdict.UNDECIDED, evidence, true, "estimators disagree");
    }
    Verdict verdict = byFast == Verdict.UNDECIDED ? byPairs : byFast;
    boolean hopeful = Math.min(width(paired), width(fast)) < HOPELESS * unit;
    return new Reading(
        verdict, evidence, hopeful, verdict == Verdict.UNDECIDED ? "interval too wide" : "");
  }

  private static double width(SavingEstimate estimate) {
    return estimate.high() - estimate.low();
  }

  private static Verdict verdict(SavingEstimate estimate, double unit, double most) {
    if (estimate.low() > DIVIDE * unit) {
      return estimate.saving() <= most ? Verdict.FUSED : Verdict.UNDECIDED;
    }
    return estimate.high() < DIVIDE * unit && estimate.saving() >= LOWEST * unit
        ? Verdict.SEPARATE
        : Verdict.UNDECIDED;
  }

  private static ShapeEvidence evidence(
      String shape,
      PairedRounds rounds,
      SavingEstimate told,
      double op1,
      double op2,
      double idle,
      double pass) {
    return new ShapeEvidence(
        shape,
        rounds.size(),
        told.saving(),
        Double.isInfinite(told.low()) ? -Double.MAX_VALUE : told.low(),
        Double.isInfinite(told.high()) ? Double.MAX_VALUE : told.high(),
        op1,
        op2,
        SavingEstimate.level(rounds.block()),
        idle,
        pass);
  }
}
