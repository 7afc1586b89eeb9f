package dev.meterfarm.coordinator.learning;

/**
 * Whether a kernel family needs more samples.
 *
 * @param state what was decided
 * @param sentence why, for the report
 */
public record ConvergenceVerdict(State state, String sentence) {

  /** What was decided. */
  public enum State {
    /** More samples should help. */
    CONTINUE,
    /** The goal on the frozen test set is met. */
    GOAL_REACHED,
    /**
     * The frozen tests show all that labels as noisy as theirs can show, and it is not the goal.
     */
    NOISY_LABELS,
    /** The last rounds brought nothing that the noise could not have brought. */
    INSIDE_NOISE,
    /** There is no budget for more. */
    BUDGET_USED
  }

  /**
   * True if the family's error has converged. A used-up budget is not convergence, nor are labels
   * too noisy to see an error by.
   */
  public boolean converged() {
    return state == State.GOAL_REACHED || state == State.INSIDE_NOISE;
  }
}
