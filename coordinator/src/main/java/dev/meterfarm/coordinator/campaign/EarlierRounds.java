package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The trainings of an earlier start of a campaign. Rounds whose samples are chosen already need no
 * forests, so that each family is trained once for the rounds that it has behind it: in the last
 * round in which it was trained. What it was worth in the others is on record. Immutable.
 */
final class EarlierRounds {
  private final SortedMap<Integer, Map<KernelFamily, RoundPredictions>> rounds = new TreeMap<>();
  private final Map<KernelFamily, Integer> last = new EnumMap<>(KernelFamily.class);

  /**
   * The rounds on record.
   *
   * @param recorded by round
   * @param samples with the frozen tests; what was said of other ones is of no use
   */
  EarlierRounds(
      SortedMap<Integer, Map<KernelFamily, RoundPredictions>> recorded, SampleBook samples) {
    recorded.forEach(
        (round, predictions) ->
            predictions.forEach(
                (family, said) -> {
                  if (said.logNanos().size() == samples.frozen(family).size()) {
                    rounds
                        .computeIfAbsent(round, number -> new EnumMap<>(KernelFamily.class))
                        .put(family, said);
                    last.put(family, round);
                  }
                }));
  }

  /** Families that need no training in this round: they were trained again in a later one. */
  Set<KernelFamily> superseded(int round) {
    Set<KernelFamily> families = EnumSet.noneOf(KernelFamily.class);
    last.forEach(
        (family, trained) -> {
          if (round < trained) {
            families.add(family);
          }
        });
    return families;
  }

  /** What superseded trees said; only of families that were trained in this very round. */
  Map<KernelFamily, RoundPredictions> supersededPredictions(int round) {
    Map<KernelFamily, RoundPredictions> predictions = new EnumMap<>(KernelFamily.class);
    predictions.putAll(rounds.getOrDefault(round, Map.of()));
    predictions.keySet().retainAll(superseded(round));
    return predictions;
  }
}
