package dev.meterfarm.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The tables of docs/metrics.md are those of the enum; this writes them anew when asked to. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String BEGIN = "<!-- begin: written by MetricsPageTest -->\n";
  private static final String END = "<!-- end -->\n";

  private static String tables() {
    StringBuilder text = new StringBuilder(BEGIN);
    for (FarmMetric.Owner owner : FarmMetric.Owner.values()) {
      text.append("\n### ")
          .append(owner == FarmMetric.Owner.AGENT ? "Agent" : "Coordinator")
          .append("\n\n| name | type | labels | tells |\n|---|---|---|---|\n");
      for (FarmMetric metric : FarmMetric.values()) {
        if (metric.owner() == owner) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "| `%s` | %s | %s | %s |%n",
                  metric.prometheusName(),
                  metric.kind().toString().toLowerCase(Locale.ROOT),
                  String.join(", ", metric.labels()),
                  metric.description()));
        }
      }
    }
    return text.append("\n").append(END).toString();
  }

  @Test
  void the_page_lists_every_metric_as_it_is() throws IOException {
    String page = Files.readString(PAGE);
    String before = page.substring(0, page.indexOf(BEGIN));
    String after = page.substring(page.indexOf(END) + END.length());
    String wanted = before + tables() + after;
    if (Boolean.getBoolean("meterfarm.write-docs")) {
      Files.writeString(PAGE, wanted);
    }
    assertThat(page)
        .as("after a change of FarmMetric run this test with -Dmeterfarm.write-docs=true")
        .isEqualTo(wanted);
  }
}
