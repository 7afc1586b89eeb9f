package dev.meterfarm.coordinator.report;

import dev.meterfarm.coordinator.result.KernelRow;
import java.util.List;
import java.util.Locale;

/** Percent of each frozen test set within 10 %, over the rounds, as inline SVG. */
final class LearningCurvePlot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 240;
  private static final int LEFT = 40;
  private static final int RIGHT = 130;
  private static final int CURVES = 8;
  private static final double LABEL_HEIGHT = 13;
  private static final String[] COLOURS = {
    "#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#4d7c0f"
  };

  private LearningCurvePlot() {}

  /** The curves of the most important families; one that was trained once is a point. */
  static String svg(List<KernelRow> kernels) {
    List<KernelRow> shown =
        kernels.stream().filter(row -> !row.history().isEmpty()).limit(CURVES).toList();
    if (shown.isEmpty()) {
      return "";
    }
    int last =
        shown.stream()
            .mapToInt(row -> row.history().get(row.history().size() - 1).round())
            .max()
            .orElseThrow();
    int first = shown.stream().mapToInt(row -> row.history().get(0).round()).min().orElseThrow();
    StringBuilder svg = new StringBuilder();
    svg.append("<figure class=wideplot><svg viewBox='0 0 ")
        .append(LEFT + WIDTH + RIGHT)
        .append(' ')
        .append(HEIGHT + 34)
        .append("' role=img aria-label='error per kernel over rounds'>");
    for (int percent = 0; percent <= 100; percent += 25) {
      double y = 6 + HEIGHT * (1 - percent / 100.0);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=grid x1='%d' y1='%.1f' x2='%d' y2='%.1f'/>"
                  + "<text class=tick x='%d' y='%.1f' text-anchor=end>%d %%</text>",
              LEFT,
              y,
              LEFT + WIDTH,
              y,
              LEFT - 4,
              y + 4,
              percent));
    }
    for (int round : last > first ? new int[] {first, last} : new int[] {first}) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=tick x='%.1f' y='%d' text-anchor=middle>%d</text>",
              LEFT + WIDTH * (round - first) / (double) Math.max(1, last - first),
              HEIGHT + 22,
              round));
    }
    double[] labelAt = new double[shown.size()];
    for (int i = 0; i < shown.size(); i++) {
      StringBuilder path = new StringBuilder();
      double x = LEFT;
      double y = 0;
      StringBuilder points = new StringBuilder();
      for (KernelRow.RoundScore score : shown.get(i).history()) {
        x = LEFT + WIDTH * (score.round() - first) / (double) Math.max(1, last - first);
        y = 6 + HEIGHT * (1 - score.within10Percent() / 100);
        path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        points.append(
            String.format(
                Locale.ROOT, "<circle r=3 fill='%s' cx='%.1f' cy='%.1f'/>", COLOURS[i], x, y));
      }
      labelAt[i] = freeHeight(y, labelAt, i);
      svg.append("<polyline fill=none stroke-width=2 stroke='")
          .append(COLOURS[i])
          .append("' points='")
          .append(path)
          .append("'/>")
          .append(points);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=tick style='fill:%s' x='%d' y='%.1f'>%s</text>",
              COLOURS[i],
              LEFT + WIDTH + 8,
              labelAt[i] + 4,
              Markup.escape(shown.get(i).family())));
    }
    return svg.append("<text class=axis x='")
        .append(LEFT + WIDTH / 2)
        .append("' y='")
        .append(HEIGHT + 28)
        .append("' text-anchor=middle>sampling round</text></svg>")
        .append(
            "<figcaption>Share of the frozen test set predicted within 10 %, by round</figcaption></figure>")
        .toString();
  }

  /** The nearest height at or below {@code y} at which no earlier label stands. */
  private static double freeHeight(double y, double[] taken, int count) {
    double height = y;
    for (int tries = 0; tries < count; tries++) {
      for (int i = 0; i < count; i++) {
        if (Math.abs(taken[i] - height) < LABEL_HEIGHT - 0.5) {
          height = taken[i] + LABEL_HEIGHT;
        }
      }
    }
    return height;
  }
}
