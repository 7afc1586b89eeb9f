package dev.meterfarm.coordinator.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.coordinator.learning.ConvergenceVerdict;
import dev.meterfarm.coordinator.result.AccuracyRow;
import dev.meterfarm.coordinator.result.DeviceRow;
import dev.meterfarm.coordinator.result.FusionRow;
import dev.meterfarm.coordinator.result.KernelRow;
import dev.meterfarm.coordinator.result.NetworkRow;
import dev.meterfarm.coordinator.result.TargetResult;
import dev.meterfarm.coordinator.service.FarmJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  @Test
  void several_devices_are_told_with_their_factors() {
    assertThat(HtmlReport.html(result(), "c", 1))
        .contains("<h2>Devices</h2>", "phone-1", "1.080", "not like the others");
  }

  @Test
  void the_page_needs_nothing_from_outside() {
    assertThat(html())
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("<script");
  }

  @Test
  void names_are_escaped() {
    assertThat(html()).contains("&lt;net&gt;").doesNotContain("<net>");
  }

  @Test
  void simulated_and_partial_results_say_so() {
    assertThat(html()).contains("<b>Simulated.</b>").contains("<b>Partial.</b>");
  }

  @Test
  void a_contradiction_of_timing_and_structure_is_marked() {
    assertThat(html()).contains("contra").contains("F!");
  }

  @Test
  void a_rule_for_shared_outputs_does_not_hide_the_ordinary_one() {
    assertThat(html()).contains("conv then relu: FUSED").contains("conv then relu: SEPARATE");
  }

  @Test
  void figures_and_their_heads_are_aligned_even_where_one_is_missing() {
    assertThat(html()).contains("<th class=n>worst</th>").contains("<td class=n>–</td>");
  }

  @Test
  void figures_that_are_not_known_are_dashes_rather_than_zeros() {
    assertThat(html()).doesNotContain("NaN").contains("–");
  }

  @Test
  void every_frozen_point_and_every_round_is_plotted() {
    String page = html();
    assertThat(page.split("<circle", -1)).hasSize(1 + 1 + 2 + 2);
    assertThat(page).contains("<polyline");
  }

  @Test
  void noisy_labels_are_neither_convergence_nor_a_want_of_budget() {
    assertThat(html())
        .contains("labels too noisy: labels repeat badly")
        .doesNotContain("converged", "open:");
  }

  @Test
  void results_of_older_versions_tell_no_more_than_whether_the_rule_was_met() throws IOException {
    ObjectNode row =
        (ObjectNode) new ObjectMapper().readTree(FarmJson.text(result().kernels().get(0)));
    row.remove("convergence");
    for (boolean converged : List.of(true, false)) {
      row.put("converged", converged);
      assertThat(FarmJson.read(row.toString().getBytes(UTF_8), KernelRow.class).ending())
          .isEqualTo((converged ? "converged" : "open") + ": labels repeat badly");
    }
  }

  static String html() {
    return HtmlReport.html(result(), "20260102-030405", 7);
  }

  static TargetResult result() {
    return new TargetResult(
        "host-cpu",
        "Some CPU",
        "tflite",
        true,
        true,
        "out/b.zip",
        List.of(
            new FusionRow(
                "conv", "relu", "OPS", "FUSED", "SEPARATE", "FUSED", 900, 800, 1000, 0.99, "FUSED"),
            new FusionRow("conv", "relu", "FAN_OUT", "SEPARATE", "SEPARATE", "", 1, -2, 4, 0.9, ""),
            new FusionRow("add", "relu", "BAKED", "SEPARATE", "SEPARATE", "", 1, -2, 4, 0.9, "")),
        List.of(
            new KernelRow(
                "conv",
                900,
                2,
                60,
                90,
                7.5,
                30,
                44,
                99,
                0.7,
                "boosted-trees",
                80,
                88,
                true,
                false,
                ConvergenceVerdict.State.NOISY_LABELS,
                "labels repeat badly",
                List.of(new KernelRow.RoundScore(1, 300, 70), new KernelRow.RoundScore(2, 900, 90)),
                List.of(
                    new KernelRow.Point("k1", 1e4, 1.02e4), new KernelRow.Point("k2", 1e6, 2e6)))),
        List.of(new NetworkRow("<net>", "resnet", 12.5, 12.1, 11, 13, -3.2, 0.01)),
        List.of(new AccuracyRow("meterfarm", 1, 100, 100, 3.2, Double.NaN)),
        98,
        2.5,
        1,
        40,
        900,
        0.95,
        600,
        Map.of("matrix", 1.02),
        List.of(
            new DeviceRow("phone-1", 40, 1.08, 0.6, 24, true, ""),
            new DeviceRow("phone-2", 12, 1.6, 0.5, 24, false, "not like the others")),
        List.of("careful"));
  }
}
