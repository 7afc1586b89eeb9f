package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.learning.ConvergenceVerdict;
import dev.meterfarm.coordinator.learning.LearningCurve;
import java.util.Optional;

/**
 * How a kernel family stands after a round.
 *
 * @param state what the convergence rule says
 * @param curve the learning curve so far; empty where the rounds are too few
 * @param within10 share of the frozen test set within 10 %, 0..1; NaN before there is a round
 * @param reachable the goal, or what labels as noisy as these allow, whichever is lower; 0..1
 */
record Standing(
    ConvergenceVerdict.State state,
    Optional<LearningCurve> curve,
    double within10,
    double reachable) {}
