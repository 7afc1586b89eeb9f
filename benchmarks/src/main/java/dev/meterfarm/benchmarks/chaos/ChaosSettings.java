package dev.meterfarm.benchmarks.chaos;

import java.nio.file.Path;

/**
 * A run of the chaos.
 *
 * @param home of the sources, built
 * @param folder for everything that the run leaves; must not exist yet
 * @param seed what happens follows from this
 * @param faults how many
 * @param jobs the budget of a campaign
 * @param pace how much of the simulated time really passes: keeps devices busy while faults happen
 * @param thorough with faults that last longer than a lease
 * @param means what the machine allows
 */
public record ChaosSettings(
    Path home,
    Path folder,
    long seed,
    int faults,
    int nodes,
    int agents,
    int jobs,
    double pace,
    boolean thorough,
    Means means) {
  ChaosFarm.Plan plan() {
    return new ChaosFarm.Plan(home, folder.resolve("farm"), nodes, agents, pace, means);
  }
}
