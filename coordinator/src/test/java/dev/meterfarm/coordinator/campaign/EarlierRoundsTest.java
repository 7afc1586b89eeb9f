package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EarlierRoundsTest {
  private static final RoundPredictions FEW = new RoundPredictions(10, List.of());
  private static final RoundPredictions MORE = new RoundPredictions(30, List.of());

  private final SortedMap<Integer, Map<KernelFamily, RoundPredictions>> recorded =
      new TreeMap<>(
          Map.of(
              1, Map.of(KernelFamily.CONV, FEW, KernelFamily.DWCONV, FEW),
              3, Map.of(KernelFamily.CONV, MORE)));

  private final SampleBook samples = new SampleBook(KernelProbe.Form.ALONE);

  @Test
  void a_family_is_trained_in_the_last_round_in_which_it_was() {
    EarlierRounds earlier = new EarlierRounds(recorded, samples);

    assertThat(earlier.superseded(0)).containsOnly(KernelFamily.CONV, KernelFamily.DWCONV);
    assertThat(earlier.superseded(1)).containsOnly(KernelFamily.CONV);
    assertThat(earlier.superseded(2)).containsOnly(KernelFamily.CONV);
    assertThat(earlier.superseded(3)).isEmpty();
    assertThat(earlier.superseded(4)).isEmpty();
  }

  @Test
  void what_superseded_forests_said_is_on_record_for_their_round_alone() {
    EarlierRounds earlier = new EarlierRounds(recorded, samples);

    assertThat(earlier.supersededPredictions(1))
        .containsExactlyEntriesOf(Map.of(KernelFamily.CONV, FEW));
    assertThat(earlier.supersededPredictions(2)).isEmpty();
    assertThat(earlier.supersededPredictions(3)).isEmpty();
  }

  @Test
  void predictions_of_other_frozen_tests_are_of_no_use() {
    recorded.put(
        3, Map.of(KernelFamily.CONV, new RoundPredictions(30, List.of(7f)))); // there are none

    EarlierRounds earlier = new EarlierRounds(recorded, samples);

    assertThat(earlier.superseded(1)).isEmpty();
    assertThat(earlier.superseded(0)).contains(KernelFamily.CONV);
  }
}
