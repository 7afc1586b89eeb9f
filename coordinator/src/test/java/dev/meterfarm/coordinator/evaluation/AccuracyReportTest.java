package dev.meterfarm.coordinator.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyReportTest {

  @Test
  void counts_shares_means_and_worst_cases() {
    AccuracyReport report =
        AccuracyReport.of(
            List.of(
                new PredictedItem("a", "resnet", 100, 104),
                new PredictedItem("b", "resnet", 100, 90),
                new PredictedItem("c", "vgg", 100, 130),
                new PredictedItem("d", "vgg", 100, 100)),
            2);
    assertThat(report.overall().within5()).isEqualTo(0.5);
    assertThat(report.overall().within10()).isEqualTo(0.75);
    assertThat(report.overall().rmspe())
        .isCloseTo(Math.sqrt((0.0016 + 0.01 + 0.09) / 4), within(1e-12));
    assertThat(report.overall().medianAbsolute()).isCloseTo(0.07, within(1e-12));
    assertThat(report.overall().bias()).isCloseTo(0.06, within(1e-12));
    assertThat(report.families()).containsOnlyKeys("resnet", "vgg");
    assertThat(report.families().get("resnet").within10()).isEqualTo(1);
    assertThat(report.worst()).extracting(PredictedItem::name).containsExactly("c", "b");
  }

  @Test
  void says_not_a_number_where_nothing_was_measured_instead_of_zero() {
    assertThat(AccuracyReport.of(List.of(), 3).overall().within10()).isNaN();
  }

  @Test
  void refuses_a_measurement_of_zero() {
    assertThatThrownBy(() -> new PredictedItem("a", "vgg", 0, 1))
        .hasMessageContaining("'a' needs a measurement > 0");
  }

  @Test
  void label_noise_compares_the_minima_of_two_halves() {
    assertThat(LabelNoise.halvesDifference(new double[] {100, 112, 104}).getAsDouble())
        .isCloseTo(0.12, within(1e-12));
    assertThat(LabelNoise.halvesDifference(new double[] {100})).isEmpty();
    List<double[]> visits =
        List.of(new double[] {100, 102}, new double[] {100, 104}, new double[] {50, 60});
    assertThat(LabelNoise.repeatAgreement(visits, 0.10).getAsDouble())
        .isCloseTo(2.0 / 3, within(1e-12));
    assertThat(LabelNoise.relativeSigma(visits).getAsDouble())
        .isCloseTo(1.4826 * 0.04 / Math.sqrt(2), within(1e-9));
  }

  @Test
  void the_flops_line_is_fitted_on_relative_errors() {
    double[] flops = {1e6, 1e7, 1e8, 1e9};
    double[] nanos = {1.1e5, 2e5, 1.1e6, 1.01e7};
    FlopsBaseline line = FlopsBaseline.fit(flops, nanos);
    assertThat(line.nanos(5e8)).isCloseTo(5.1e6, within(1e4));
  }
}
