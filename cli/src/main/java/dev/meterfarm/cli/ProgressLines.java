package dev.meterfarm.cli;

import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.KernelProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words a snapshot of a campaign for a terminal or a log. Stateless, thread-safe. */
final class ProgressLines {
  private static final int BAR = 28;

  /** Of so many families, the most important ones, the outlook is shown. */
  private static final int OUTLOOKS = 3;

  private ProgressLines() {}

  /** One line that says everything, for a pipe. */
  static String plain(CampaignProgress progress) {
    StringBuilder kernels = new StringBuilder();
    progress.kernels().stream()
        .limit(3)
        .filter(kernel -> !Double.isNaN(kernel.within10Percent()))
        .forEach(
            kernel -> kernels.append("; ").append(kernelWords(kernel)).append(outlook(kernel)));
    return String.format(
        Locale.ROOT,
        "%s  %s  %3.0f %%  %s%s; %d samples%s; %s left",
        clock(progress.elapsed()),
        progress.target(),
        100 * progress.share(),
        progress.phase().words(),
        what(progress),
        progress.samples(),
        kernels,
        clock(progress.left()));
  }

  /** Several lines to be redrawn in place on a terminal of a certain width. */
  static List<String> block(CampaignProgress progress, int width) {
    List<String> lines = new ArrayList<>();
    int filled = (int) Math.round(BAR * Math.max(0, Math.min(1, progress.share())));
    lines.add(
        String.format(
            Locale.ROOT,
            "%s  [%s%s] %3.0f %%  %s used, %s left",
            progress.target(),
            "#".repeat(filled),
            ".".repeat(BAR - filled),
            100 * progress.share(),
            clock(progress.elapsed()),
            clock(progress.left())));
    lines.add(
        "  "
            + progress.phase().words()
            + (progress.round() > 0 ? ", round " + progress.round() : "")
            + what(progress));
    lines.add("  " + progress.samples() + " samples");
    StringBuilder line = new StringBuilder(" ");
    for (KernelProgress kernel : progress.kernels()) {
      String words = " " + kernelWords(kernel) + " ";
      if (line.length() + words.length() > width - 1) {
        lines.add(line.toString());
        line = new StringBuilder(" ");
      }
      line.append(words);
    }
    lines.add(line.toString());
    progress.kernels().stream()
        .filter(kernel -> !kernel.forecast().words().isEmpty())
        .limit(OUTLOOKS)
        .forEach(kernel -> lines.add(outlookLine(kernel)));
    return lines.stream().map(l -> l.length() > width - 1 ? l.substring(0, width - 1) : l).toList();
  }

  private static String outlook(KernelProgress kernel) {
    String words = kernel.forecast().words();
    return words.isEmpty() ? "" : ", " + words;
  }

  private static String outlookLine(KernelProgress kernel) {
    return String.format(
        Locale.ROOT,
        "  %s within 10 %%: %.0f %% now, %s",
        kernel.family(),
        kernel.within10Percent(),
        kernel.forecast().words());
  }

  private static String what(CampaignProgress progress) {
    return progress.now().isEmpty() ? "" : ": " + progress.now();
  }

  private static String kernelWords(KernelProgress kernel) {
    if (Double.isNaN(kernel.within10Percent())) {
      return kernel.family() + " " + kernel.samples();
    }
    String trend =
        Double.isNaN(kernel.trend())
            ? ""
            : kernel.trend() > 0.5 ? " up" : kernel.trend() < -0.5 ? " down" : " level";
    return String.format(
        Locale.ROOT,
        "%s %d: %.0f %% within 10 %%%s",
        kernel.family(),
        kernel.samples(),
        kernel.within10Percent(),
        trend);
  }

  /** A duration as minutes and seconds, such as {@code 9:05} or {@code 1:02:03}. */
  static String clock(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
