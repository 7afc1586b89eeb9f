package dev.meterfarm.agent.openvino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.DamagedText;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** No parser throws anything but its own error, and no latency is told that is not in the text. */
class ToolOutputFuzzTest {
  private static final List<String> CONSOLES =
      List.of(
          "console-python-2026.4-us.txt",
          "console-python-2026.4-ms.txt",
          "console-python-2022.1.txt",
          "console-cpp-2021.4.txt",
          "console-cpp-2022.1.txt",
          "console-cpp-2024.6.txt",
          "report-cpp-2024.6.csv");
  private static final List<String> TABLES =
      List.of(
          "counters-cpu-python-2026.4.csv",
          "counters-myriad-cpp-2022.3.csv",
          "counters-npu-cpp-2024.csv",
          "graph-cpu-2026.4.xml",
          "help-python-2026.4.txt");

  @Property(tries = 400)
  void damaged_console_output(@ForAll long seed, @ForAll @IntRange(max = 12) int edits)
      throws IOException {
    Random random = new Random(seed);
    String text =
        DamagedText.of(Fixture.text(CONSOLES.get(random.nextInt(CONSOLES.size()))), random, edits);
    OpenVinoVersion.find(text)
        .ifPresent(version -> assertThat(version.year()).isBetween(2000, 2099));
    try {
      ConsoleReport report = ConsoleReport.parse(text);
      ToolFailure failure = ToolFailure.ofExit(random.nextInt(256), report, text, text);
      assertThat(failure.code()).isNotNull();
      assertThat(failure.message()).isNotBlank();
      report
          .latency()
          .ifPresent(
              latencies -> {
                requireInText(latencies.medianNanos(), text);
                requireInText(latencies.minNanos(), text);
                requireInText(latencies.meanNanos(), text);
                requireInText(latencies.maxNanos(), text);
              });
      StatisticsReport.parse(text)
          .ifPresent(latencies -> requireInText(latencies.medianNanos(), text));
    } catch (ToolOutputException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @Property(tries = 400)
  void damaged_tables_and_graphs(@ForAll long seed, @ForAll @IntRange(max = 12) int edits)
      throws IOException {
    Random random = new Random(seed);
    String text =
        DamagedText.of(Fixture.text(TABLES.get(random.nextInt(TABLES.size()))), random, edits);
    assertThat(ToolCapabilities.ofHelp(text).flags()).doesNotContain("");
    try {
      ExecutedOps.ofRows(CountersReport.parse(text))
          .forEach(op -> assertThat(op.nanos()).isNotNegative());
    } catch (ToolOutputException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
    try {
      ExecutedOps.of(ExecutionGraph.parse(text))
          .forEach(op -> assertThat(op.nanos()).isNotNegative());
    } catch (ToolOutputException e) {
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  /** Some number of the text, in some unit, is this latency. */
  private static void requireInText(double nanos, String text) {
    if (Double.isNaN(nanos)) {
      return;
    }
    Set<Double> told = new HashSet<>();
    Matcher number = Pattern.compile("[0-9]+(\\.[0-9]+)?").matcher(text);
    while (number.find()) {
      BigDecimal value = new BigDecimal(number.group());
      for (int exponent : new int[] {0, 3, 6, 9}) {
        told.add(value.movePointRight(exponent).doubleValue());
        told.add(value.doubleValue() * Math.pow(10, exponent));
      }
    }
    assertThat(told).contains(nanos);
  }
}
