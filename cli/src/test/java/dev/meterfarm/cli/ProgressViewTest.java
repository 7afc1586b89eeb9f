package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.result.AccuracyForecast;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.KernelProgress;
import dev.meterfarm.coordinator.result.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  @Test
  void a_pipe_gets_plain_lines_and_not_too_many() {
    ProgressView view = new ProgressView(out, false, 80);

    view.progress(at(1, Phase.FUSION));
    view.progress(at(2, Phase.FUSION));
    view.progress(at(3, Phase.SAMPLING));
    view.progress(at(30, Phase.SAMPLING));

    assertThat(text()).doesNotContain("\u001b");
    assertThat(text().lines()).hasSize(3).allMatch(line -> line.contains("host-cpu"));
    assertThat(text()).contains("conv 400: 81 % within 10 % up, 90 % in about 12 min");
  }

  @Test
  void a_terminal_is_redrawn_in_place_and_lines_fit() {
    ProgressView view = new ProgressView(out, true, 60);

    view.progress(at(1, Phase.SAMPLING));
    int lines = (int) text().lines().count();
    view.progress(at(2, Phase.SAMPLING));

    assertThat(text()).contains("  conv within 10 %: 81 % now, 90 % in about 12 min\n");
    assertThat(text()).contains("\u001b[" + lines + "A");
    assertThat(text().lines().map(line -> line.replaceAll("\u001b\\[[0-9]*[A-Z]", "")))
        .allMatch(line -> line.length() < 60);
  }

  @Test
  void durations_read_as_a_clock() {
    assertThat(ProgressLines.clock(Duration.ofSeconds(545))).isEqualTo("9:05");
    assertThat(ProgressLines.clock(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
  }

  @Test
  void a_table_aligns_numbers_to_the_right() {
    String table = new TextTable("kernel", "ms").row("conv", "1.5").row("fc", "10.25").toString();

    assertThat(table).isEqualTo("kernel     ms\nconv      1.5\nfc      10.25\n");
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private static CampaignProgress at(int seconds, Phase phase) {
    return new CampaignProgress(
        "host-cpu",
        phase,
        "3 of 40 jobs",
        0.25,
        2,
        400,
        List.of(
            new KernelProgress(
                "conv",
                400,
                81,
                7.5,
                3,
                new AccuracyForecast(AccuracyForecast.State.EXPECTED, 90, 725, Double.NaN, 93)),
            new KernelProgress(
                "dwconv", 90, Double.NaN, Double.NaN, Double.NaN, AccuracyForecast.UNKNOWN)),
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(600 - seconds));
  }
}
