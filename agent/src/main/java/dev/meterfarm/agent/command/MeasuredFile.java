package dev.meterfarm.agent.command;

import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What the visits to one file yielded. The label is the smallest of the visits' labels; minimum and
 * runs are over all visits; the other statistics are means of the visits' own, weighted by runs.
 *
 * @param visitNanos the label of each visit, in order
 * @param error why there are no numbers
 */
public record MeasuredFile(
    Path file,
    int visits,
    int runs,
    double labelNanos,
    String labelStatistic,
    double minNanos,
    double p5Nanos,
    double p25Nanos,
    double medianNanos,
    double p95Nanos,
    double meanNanos,
    List<Double> visitNanos,
    Optional<String> error) {
  public MeasuredFile {
    visitNanos = List.copyOf(visitNanos);
  }

  static MeasuredFile failed(Path file, String error) {
    return new MeasuredFile(file, 0, 0, 0, "", 0, 0, 0, 0, 0, 0, List.of(), Optional.of(error));
  }

  static MeasuredFile of(Path file, String labelStatistic, List<ModelOutcome.Measured> visits) {
    List<SampleStatistics> pooled = visits.stream().map(ModelOutcome.Measured::pooled).toList();
    return new MeasuredFile(
        file,
        visits.size(),
        pooled.stream().mapToInt(SampleStatistics::runs).sum(),
        visits.stream().mapToDouble(ModelOutcome.Measured::labelNanos).min().orElseThrow(),
        labelStatistic,
        pooled.stream().mapToDouble(SampleStatistics::minNanos).min().orElseThrow(),
        weighted(pooled, SampleStatistics::p5Nanos),
        weighted(pooled, SampleStatistics::p25Nanos),
        weighted(pooled, SampleStatistics::medianNanos),
        weighted(pooled, SampleStatistics::p95Nanos),
        weighted(pooled, SampleStatistics::meanNanos),
        visits.stream().map(ModelOutcome.Measured::labelNanos).toList(),
        Optional.empty());
  }

  private static double weighted(
      List<SampleStatistics> of, ToDoubleFunction<SampleStatistics> value) {
    double sum = of.stream().mapToDouble(s -> value.applyAsDouble(s) * s.runs()).sum();
    return sum / of.stream().mapToDouble(SampleStatistics::runs).sum();
  }
}
