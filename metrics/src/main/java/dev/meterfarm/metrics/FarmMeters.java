package dev.meterfarm.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics of one process. Counters and histograms grow when something happens; gauges are read
 * by {@link Reading}s each time that the page is asked for.
 */
public final class FarmMeters implements AutoCloseable {
  /** What the page is, for HTTP. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Reads gauges; called for each page, one at a time, and must be quick. */
  @FunctionalInterface
  public interface Reading {
    void read(GaugeSink sink);
  }

  /** Takes the gauges of one page. */
  public interface GaugeSink {
    /** One value; NaN is left out, because what is not known is not a number. */
    void put(FarmMetric metric, double value, String... labels);
  }

  private record SeriesKey(FarmMetric metric, List<String> labels) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<SeriesKey, Counter> counters = new ConcurrentHashMap<>();
  private final Map<SeriesKey, DistributionSummary> histograms = new ConcurrentHashMap<>();
  private final Map<FarmMetric, MultiGauge> gauges = new EnumMap<>(FarmMetric.class);
  private final List<Reading> readings = new CopyOnWriteArrayList<>();
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /** Metrics that tell of the JVM and the process so far. */
  public FarmMeters() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /** Adds to a counter. */
  public void add(FarmMetric metric, double amount, String... labels) {
    counters
        .computeIfAbsent(
            key(metric, FarmMetric.Kind.COUNTER, labels),
            key ->
                Counter.builder(metric.meterName())
                    .description(metric.description())
                    .tags(tags(metric, key.labels()))
                    .register(registry))
        .increment(amount);
  }

  /** Counts one. */
  public void count(FarmMetric metric, String... labels) {
    add(metric, 1, labels);
  }

  /** Records a value in a histogram; NaN is left out. */
  public void record(FarmMetric metric, double value, String... labels) {
    if (Double.isNaN(value)) {
      return;
    }
    histograms
        .computeIfAbsent(
            key(metric, FarmMetric.Kind.HISTOGRAM, labels),
            key ->
                DistributionSummary.builder(metric.meterName())
                    .description(metric.description())
                    .tags(tags(metric, key.labels()))
                    .serviceLevelObjectives(
                        metric.buckets().stream().mapToDouble(Double::doubleValue).toArray())
                    .register(registry))
        .record(value);
  }

  /** Has gauges read for each page. */
  public void read(Reading reading) {
    readings.add(reading);
  }

  private static SeriesKey key(FarmMetric metric, FarmMetric.Kind kind, String... labels) {
    if (metric.kind() != kind || metric.labels().size() != labels.length) {
      throw new IllegalArgumentException(
          metric + " is a " + metric.kind() + " with labels " + metric.labels());
    }
    return new SeriesKey(metric, List.of(labels));
  }

  private static Tags tags(FarmMetric metric, List<String> values) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      tags.add(Tag.of(metric.labels().get(i), values.get(i)));
    }
    return Tags.of(tags);
  }

  /** The page that Prometheus reads, in its text format. */
  public synchronized String page() {
    Map<FarmMetric, Collection<MultiGauge.Row<?>>> rows = new EnumMap<>(FarmMetric.class);
    gauges.keySet().forEach(metric -> rows.put(metric, new ArrayList<>()));
    for (Reading reading : readings) {
      reading.read(
          (metric, value, labels) -> {
            SeriesKey key = key(metric, FarmMetric.Kind.GAUGE, labels);
            Collection<MultiGauge.Row<?>> own =
                rows.computeIfAbsent(metric, of -> new ArrayList<>());
            if (!Double.isNaN(value)) {
              own.add(MultiGauge.Row.of(tags(metric, key.labels()), value));
            }
          });
    }
    rows.forEach(
        (metric, own) ->
            gauges
                .computeIfAbsent(
                    metric,
                    of ->
                        MultiGauge.builder(of.meterName())
                            .description(of.description())
                            .register(registry))
                .register(own, true));
    return registry.scrape();
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
