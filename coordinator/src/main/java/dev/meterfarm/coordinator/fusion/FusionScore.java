package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.predictor.rules.Verdict;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * How well verdicts agree with what the runtime says of itself.
 *
 * @param agreeing decided as the structure says
 * @param contradicting decided otherwise
 * @param undecided left open
 */
public record FusionScore(int agreeing, int contradicting, int undecided) {

  /** Scores the timing verdicts of these findings against their structure. */
  public static FusionScore ofTiming(Collection<FusionFinding> findings) {
    FusionScore score = new FusionScore(0, 0, 0);
    for (FusionFinding finding : findings) {
      score = score.plus(finding.rule().timingVerdict(), finding.structure().verdict());
    }
    return score;
  }

  /** Scores timing verdicts against a structure that was found apart from them. */
  public static FusionScore ofTiming(
      Collection<FusionFinding> findings, Map<String, StructureEvidence> truth) {
    FusionScore score = new FusionScore(0, 0, 0);
    for (FusionFinding finding : findings) {
      score = score.plus(finding.rule().timingVerdict(), truth(finding, truth));
    }
    return score;
  }

  /** Scores nn-Meter's criterion against a structure that was found apart from it. */
  public static FusionScore ofBaseline(
      Collection<FusionFinding> findings, Map<String, StructureEvidence> truth) {
    FusionScore score = new FusionScore(0, 0, 0);
    for (FusionFinding finding : findings) {
      if (finding.baseline().isPresent()) {
        score = score.plus(finding.baseline().get(), truth(finding, truth));
      }
    }
    return score;
  }

  private static Optional<Verdict> truth(
      FusionFinding finding, Map<String, StructureEvidence> truth) {
    return truth.getOrDefault(finding.id(), StructureEvidence.UNKNOWN).verdict();
  }

  private FusionScore plus(Verdict verdict, Optional<Verdict> truth) {
    if (truth.isEmpty()) {
      return this;
    }
    if (verdict == Verdict.UNDECIDED) {
      return new FusionScore(agreeing, contradicting, undecided + 1);
    }
    return verdict == truth.get()
        ? new FusionScore(agreeing + 1, contradicting, undecided)
        : new FusionScore(agreeing, contradicting + 1, undecided);
  }

  /** How many cases have a structure to be compared with. */
  public int total() {
    return agreeing + contradicting + undecided;
  }

  /** Share of the cases left open, 0..1; 0 where there is none. */
  public double undecidedShare() {
    return total() == 0 ? 0 : (double) undecided / total();
  }
}
