package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignProgress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBoardTest {
  private final List<CampaignProgress> told = new ArrayList<>();
  private final ProgressBoard board =
      new ProgressBoard(
          "t",
          new CampaignListener() {
            @Override
            public void progress(CampaignProgress progress) {
              told.add(progress);
            }

            @Override
            public void note(String target, String message) {}
          },
          new StoppedClock(30),
          120);

  private String words() {
    return told.get(told.size() - 1).now();
  }

  @Test
  void a_target_without_a_device_says_that_it_waits_for_one() {
    board.now("3 of 9 rules decided");
    board.waiting(true);
    assertThat(words()).isEqualTo("no device is ready, waiting for one; 3 of 9 rules decided");
    board.waiting(false);
    assertThat(words()).isEqualTo("3 of 9 rules decided");
    assertThat(told.get(0).share()).isEqualTo(0.25);
  }
}
