package dev.meterfarm.coordinator.evaluation;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How predictions compare with measurements, for kernels or for networks.
 *
 * @param overall over all items
 * @param families per family, by name
 * @param worst the items with the largest absolute relative errors, worst first
 */
public record AccuracyReport(
    ErrorSummary overall, Map<String, ErrorSummary> families, List<PredictedItem> worst) {
  public AccuracyReport {
    families = Collections.unmodifiableMap(new TreeMap<>(families));
    worst = List.copyOf(worst);
  }

  /** The report on these items, with at most {@code worstCases} worst cases. */
  public static AccuracyReport of(Collection<PredictedItem> items, int worstCases) {
    Map<String, ErrorSummary> families =
        items.stream()
            .collect(
                Collectors.groupingBy(
                    PredictedItem::family,
                    Collectors.collectingAndThen(Collectors.toList(), AccuracyReport::summary)));
    List<PredictedItem> worst =
        items.stream()
            .sorted(
                Comparator.comparingDouble((PredictedItem i) -> -Math.abs(i.relativeError()))
                    .thenComparing(PredictedItem::name))
            .limit(worstCases)
            .toList();
    return new AccuracyReport(summary(items), families, worst);
  }

  private static ErrorSummary summary(Collection<PredictedItem> items) {
    return ErrorSummary.ofErrors(
        items.stream().mapToDouble(PredictedItem::relativeError).toArray());
  }
}
