package dev.meterfarm.benchmarks.chaos;

import java.util.List;

/**
 * What a run came to.
 *
 * @param problems what must not be; none if all is well
 * @param campaigns how many campaigns on simulated devices ran while faults happened
 * @param jobs how many jobs they had
 * @param measured how many of them were done on this machine's own CPU
 * @param lost how many attempts came to nothing
 * @param fenced how many results came too late
 * @param terms how often somebody began to plan
 * @param restarts how often a program was started again
 * @param seconds how long faults and recovery took
 */
public record ChaosReport(
    List<String> problems,
    int campaigns,
    long jobs,
    long measured,
    long lost,
    long fenced,
    long terms,
    int restarts,
    long seconds) {
  @Override
  public String toString() {
    return campaigns
        + " campaigns, "
        + jobs
        + " jobs, "
        + measured
        + " of them really measured; "
        + lost
        + " attempts lost, "
        + fenced
        + " late results, "
        + terms
        + " terms, "
        + restarts
        + " restarts, "
        + seconds
        + " s; "
        + (problems.isEmpty() ? "nothing wrong" : "WRONG:\n  " + String.join("\n  ", problems));
  }
}
