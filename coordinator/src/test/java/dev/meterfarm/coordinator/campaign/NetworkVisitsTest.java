package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkVisitsTest {
  private static final int TOGETHER = 3;
  private static final double ROUND_SECONDS = 10;

  private final JobFactory factory = new JobFactory("c", "host-cpu", 2);
  private final List<PlannedModel> networks =
      IntStream.range(0, 20).mapToObj(i -> network("n" + i, 2e7)).toList();

  @Test
  void every_network_gets_its_turn() {
    NetworkVisits visits = new NetworkVisits(factory, TOGETHER, networks);
    Map<String, Integer> visited = new HashMap<>();

    for (int round = 1; round <= 40; round++) {
      List<JobSpec> jobs = visits.plan(round, ROUND_SECONDS);
      visits.remember(jobs);
      hashes(jobs).forEach(hash -> visited.merge(hash, 1, Integer::sum));
    }

    assertThat(visited).hasSize(networks.size());
    int least = visited.values().stream().mapToInt(i -> i).min().orElseThrow();
    assertThat(visited.values()).allSatisfy(n -> assertThat(n).isBetween(least, least + 1));
  }

  @Test
  void a_round_spends_a_tenth_on_them_under_keys_of_its_own() {
    List<JobSpec> jobs = new NetworkVisits(factory, TOGETHER, networks).plan(7, ROUND_SECONDS);

    assertThat(jobs.stream().mapToDouble(factory::estimatedSeconds).sum()).isBetween(0.7, 1.0);
    assertThat(hashes(jobs)).doesNotHaveDuplicates();
    assertThat(jobs)
        .allSatisfy(
            job -> {
              assertThat(job.key()).startsWith("host-cpu/samples/r007/networks/");
              assertThat(job.visit()).isEqualTo(TOGETHER + 7);
            });
  }

  @Test
  void who_remembers_the_jobs_of_an_earlier_start_goes_on_as_it_would_have() {
    NetworkVisits first = new NetworkVisits(factory, TOGETHER, networks);
    List<JobSpec> planned = first.plan(1, ROUND_SECONDS);
    first.remember(planned);
    NetworkVisits resumed = new NetworkVisits(factory, TOGETHER, networks);
    resumed.remember(planned);

    assertThat(resumed.plan(2, ROUND_SECONDS)).isEqualTo(first.plan(2, ROUND_SECONDS));
    assertThat(hashes(resumed.plan(2, ROUND_SECONDS))).doesNotContainAnyElementsOf(hashes(planned));
  }

  @Test
  void a_network_that_never_fits_keeps_no_other_waiting() {
    List<PlannedModel> some = List.of(network("large", 1e9), network("small", 1e7));

    List<JobSpec> jobs = new NetworkVisits(factory, TOGETHER, some).plan(1, ROUND_SECONDS);

    assertThat(hashes(jobs)).containsExactly("small");
  }

  private static List<String> hashes(List<JobSpec> jobs) {
    return jobs.stream().flatMap(NetworkVisitsTest::models).map(ModelRecipe::hash).toList();
  }

  private static Stream<ModelRecipe> models(JobSpec job) {
    return job.models().stream();
  }

  private static PlannedModel network(String hash, double runNanos) {
    return new PlannedModel(
        new ModelRecipe(ModelRecipe.Form.GRAPH, "{}", hash, hash),
        VisitStyle.RUNS,
        runNanos,
        0,
        1_000,
        0);
  }
}
