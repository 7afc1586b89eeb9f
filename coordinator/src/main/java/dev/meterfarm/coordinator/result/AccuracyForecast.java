package dev.meterfarm.coordinator.result;

import java.util.Locale;

/**
 * When a kernel family is expected to be how accurate. It follows from the rounds so far and from
 * the pace of sampling, and can be wrong like any forecast.
 *
 * @param state what can be said
 * @param wantedPercent the next mark on the way to the goal, percent of the frozen test set within
 *     10 %; NaN where there is none
 * @param inSeconds when that is expected, in seconds of the budget from now; NaN where it is not,
 *     or where the budget counts jobs
 * @param inJobs the same as a number of jobs, for budgets of jobs; otherwise NaN
 * @param atEndPercent percent within 10 % that is expected when the budget ends; NaN where nothing
 *     can be said
 */
public record AccuracyForecast(
    State state, double wantedPercent, double inSeconds, double inJobs, double atEndPercent) {

  /** What can be said. */
  public enum State {
    /** Too few rounds to tell. */
    UNKNOWN,
    /** The mark is expected within the budget. */
    EXPECTED,
    /** Errors fall, but too slowly for the budget. */
    NOT_IN_BUDGET,
    /** The last rounds brought no gain beyond the noise. */
    LEVEL,
    /** The frozen tests show all that labels as noisy as theirs can show. */
    NOISY_LABELS,
    /** The goal is met. */
    REACHED
  }

  /** Nothing can be said yet. */
  public static final AccuracyForecast UNKNOWN =
      new AccuracyForecast(State.UNKNOWN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** In words, such as {@code 90 % in about 12 min}; empty where nothing can be said. */
  public String words() {
    return switch (state) {
      case UNKNOWN -> "";
      case EXPECTED ->
          String.format(
              Locale.ROOT,
              "%.0f %% in about %s",
              wantedPercent,
              Double.isNaN(inSeconds) ? Math.round(inJobs) + " jobs" : duration(inSeconds));
      case NOT_IN_BUDGET ->
          String.format(
              Locale.ROOT,
              "%.0f %% not expected within the budget (%.0f %% at its end)",
              wantedPercent,
              atEndPercent);
      case LEVEL -> "no more gain seen";
      case NOISY_LABELS -> "labels too noisy to see more";
      case REACHED -> "goal reached";
    };
  }

  private static String duration(double seconds) {
    if (seconds < 90) {
      return Math.max(10, 10 * Math.round(seconds / 10)) + " s";
    }
    double minutes = seconds / 60;
    return minutes < 90
        ? Math.round(minutes) + " min"
        : String.format(Locale.ROOT, "%.1f h", minutes / 60);
  }
}
