package dev.meterfarm.coordinator.report;

import dev.meterfarm.coordinator.result.KernelRow.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Predicted against measured latency on two logarithmic axes, with a band of +-10 %, as inline SVG.
 */
final class ScatterPlot {
  private static final int SIZE = 300;
  private static final int LEFT = 66;
  private static final int RIGHT = 24;
  private static final int BOTTOM = 34;

  private final String title;
  private final List<Point> points;

  ScatterPlot(String title, List<Point> points) {
    this.title = title;
    this.points =
        points.stream().filter(p -> p.measuredNanos() > 0 && p.predictedNanos() > 0).toList();
  }

  String svg() {
    if (points.isEmpty()) {
      return "";
    }
    double low =
        Math.log10(
            points.stream()
                    .mapToDouble(p -> Math.min(p.measuredNanos(), p.predictedNanos()))
                    .min()
                    .orElseThrow()
                * 0.8);
    double high =
        Math.log10(
            points.stream()
                    .mapToDouble(p -> Math.max(p.measuredNanos(), p.predictedNanos()))
                    .max()
                    .orElseThrow()
                * 1.25);
    StringBuilder svg = new StringBuilder();
    svg.append("<figure><svg viewBox='0 0 ")
        .append(LEFT + SIZE + RIGHT)
        .append(' ')
        .append(SIZE + BOTTOM + 6)
        .append("' role=img aria-label=\"")
        .append(Markup.escape(title))
        .append("\">");
    double shift = Math.log10(1.1);
    svg.append("<polygon class=band points='")
        .append(at(low, low + shift, low, high))
        .append(at(high - shift, high, low, high))
        .append(at(high, high, low, high))
        .append(at(high, high - shift, low, high))
        .append(at(low + shift, low, low, high))
        .append(at(low, low, low, high))
        .append("'/>");
    svg.append("<rect class=frame x='")
        .append(LEFT)
        .append("' y='4' width='")
        .append(SIZE)
        .append("' height='")
        .append(SIZE)
        .append("'/>");
    for (double tick : ticks(low, high)) {
      double x = LEFT + (Math.log10(tick) - low) / (high - low) * SIZE;
      double y = 4 + SIZE - (Math.log10(tick) - low) / (high - low) * SIZE;
      svg.append(line(x, 4, x, 4 + SIZE)).append(line(LEFT, y, LEFT + SIZE, y));
      svg.append(label(x, SIZE + 20, "middle", tick)).append(label(LEFT - 5, y + 4, "end", tick));
    }
    for (Point point : points) {
      double x = LEFT + (Math.log10(point.measuredNanos()) - low) / (high - low) * SIZE;
      double y = 4 + SIZE - (Math.log10(point.predictedNanos()) - low) / (high - low) * SIZE;
      boolean far = Math.abs(point.predictedNanos() / point.measuredNanos() - 1) > 0.1;
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=%s cx='%.1f' cy='%.1f' r='2.6'><title>%s: measured %s, predicted %s</title></circle>",
              far ? "far" : "near",
              x,
              y,
              Markup.escape(point.name()),
              duration(point.measuredNanos()),
              duration(point.predictedNanos())));
    }
    svg.append("<text class=axis x='")
        .append(LEFT + SIZE / 2)
        .append("' y='")
        .append(SIZE + BOTTOM)
        .append("' text-anchor=middle>measured</text>")
        .append(
            String.format(
                Locale.ROOT,
                "<text class=axis transform='translate(12 %d) rotate(-90)'"
                    + " text-anchor=middle>predicted</text></svg>",
                4 + SIZE / 2));
    return svg.append("<figcaption>")
        .append(Markup.escape(title))
        .append("</figcaption></figure>")
        .toString();
  }

  /** Powers of ten; with 2 and 5 times as much between them where there are few. */
  private static List<Double> ticks(double low, double high) {
    double[] steps = high - low < 2 ? new double[] {1, 2, 5} : new double[] {1};
    List<Double> ticks = new ArrayList<>();
    for (int decade = (int) Math.floor(low); decade <= Math.floor(high); decade++) {
      for (double step : steps) {
        double tick = step * Math.pow(10, decade);
        if (Math.log10(tick) >= low && Math.log10(tick) <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private static String at(double measured, double predicted, double low, double high) {
    return String.format(
        Locale.ROOT,
        "%.1f,%.1f ",
        LEFT + (measured - low) / (high - low) * SIZE,
        4 + SIZE - (predicted - low) / (high - low) * SIZE);
  }

  private static String line(double x1, double y1, double x2, double y2) {
    return String.format(
        Locale.ROOT, "<line class=grid x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>", x1, y1, x2, y2);
  }

  private static String label(double x, double y, String anchor, double tick) {
    return String.format(
        Locale.ROOT,
        "<text class=tick x='%.1f' y='%.1f' text-anchor=%s>%s</text>",
        x,
        y,
        anchor,
        duration(tick));
  }

  /** A time in the unit that reads best. */
  static String duration(double nanos) {
    double[] steps = {1e9, 1e6, 1e3, 1};
    String[] units = {"s", "ms", "µs", "ns"};
    for (int i = 0; i < steps.length; i++) {
      if (nanos >= steps[i] * 0.9995) {
        double value = nanos / steps[i];
        return (value >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value))
            + " "
            + units[i];
      }
    }
    return String.format(Locale.ROOT, "%.2f ns", nanos);
  }
}
