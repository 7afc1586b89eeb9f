package dev.meterfarm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FarmMetersTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (meterfarm_\\S+) (\\S+)$");

  private final FarmMeters meters = new FarmMeters();

  @AfterEach
  void close() {
    meters.close();
  }

  private static String[] values(FarmMetric metric) {
    return metric.labels().toArray(String[]::new);
  }

  @Test
  void every_metric_has_the_name_and_the_type_on_the_page_that_it_is_documented_with() {
    Set<String> documented = new TreeSet<>();
    for (FarmMetric metric : FarmMetric.values()) {
      documented.add(
          metric.prometheusName()
              + " "
              + metric.kind().toString().toLowerCase(java.util.Locale.ROOT));
      switch (metric.kind()) {
        case COUNTER -> meters.count(metric, values(metric));
        case HISTOGRAM -> meters.record(metric, 0.5, values(metric));
        case GAUGE -> meters.read(sink -> sink.put(metric, 1, values(metric)));
      }
    }
    Set<String> served = new TreeSet<>();
    Matcher types = TYPE.matcher(meters.page());
    while (types.find()) {
      if (!types.group(1).endsWith("_max")) { // Micrometer's own beside a histogram
        served.add(types.group(1) + " " + types.group(2));
      }
    }
    assertThat(served).isEqualTo(documented);
  }

  @Test
  void names_end_with_their_base_unit_and_counters_with_total() {
    for (FarmMetric metric : FarmMetric.values()) {
      String name = metric.prometheusName();
      assertThat(name.endsWith("_total"))
          .as(name)
          .isEqualTo(metric.kind() == FarmMetric.Kind.COUNTER);
      assertThat(name).doesNotContain("milli", "micro", "nano", "percent", "minutes");
      assertThat(metric.description()).as(name).endsWith(".");
      if (metric.kind() == FarmMetric.Kind.HISTOGRAM) {
        assertThat(metric.buckets()).as(name).isSorted().isNotEmpty();
        assertThat(name).matches(".*_(seconds|ratio|bytes)");
      }
    }
  }

  @Test
  void no_label_has_as_many_values_as_there_are_models_or_samples() {
    Set<String> labels =
        Set.of(FarmMetric.values()).stream()
            .flatMap(metric -> metric.labels().stream())
            .collect(Collectors.toSet());
    assertThat(labels).doesNotContain("model", "sample", "job", "configuration", "path", "id");
  }

  @Test
  void gauges_are_read_anew_for_each_page_and_go_when_what_they_tell_of_is_gone() {
    List<String> devices = new ArrayList<>(List.of("a", "b"));
    meters.read(
        sink -> devices.forEach(device -> sink.put(FarmMetric.DEVICE_STATE, 1, device, "GOOD")));
    assertThat(meters.page()).contains("device=\"a\"", "device=\"b\"");
    devices.remove("a");
    assertThat(meters.page()).contains("device=\"b\"").doesNotContain("device=\"a\"");
    devices.clear();
    assertThat(meters.page()).doesNotContain("device=");
  }

  @Test
  void what_is_not_known_is_left_out() {
    meters.read(sink -> sink.put(FarmMetric.CAMPAIGN_ROUND, Double.NaN, "c", "t"));
    meters.record(FarmMetric.MODEL_LATENCY_SECONDS, Double.NaN, "t");
    assertThat(meters.page()).doesNotContain("meterfarm_");
  }

  @Test
  void wrong_labels_are_a_mistake_at_once() {
    assertThatThrownBy(() -> meters.count(FarmMetric.LEASES_GRANTED_TOTAL))
        .hasMessageContaining("[target]");
    assertThatThrownBy(() -> meters.count(FarmMetric.AGENTS, "ACTIVE"))
        .hasMessageContaining("GAUGE");
  }

  @Test
  void the_page_tells_of_the_jvm() {
    assertThat(meters.page())
        .contains("jvm_memory_used_bytes{", "process_cpu_usage", "jvm_threads_live_threads");
  }
}
