package dev.meterfarm.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meterfarm.protocol.validation.InvalidInputException;
import dev.meterfarm.protocol.validation.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignLoaderTest {
  private static final CampaignSpec DEFAULTS =
      new CampaignSpec(
          "campaign",
          List.of("host-cpu"),
          new Budget(Duration.ofMinutes(10), OptionalInt.empty()),
          1,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Path.of("meterfarm-out"),
          Convergence.DEFAULT,
          SamplerPolicy.ADAPTIVE);

  @TempDir Path folder;
  private final CampaignLoader loader =
      new CampaignLoader(Set.of("host-cpu", "host-cpu-builtin"), Set.of("conv", "dwconv", "fc"));

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("campaign.yaml"), yaml);
  }

  private List<Problem> problems(Optional<Path> file, CampaignOverrides flags) {
    return catchThrowableOfType(InvalidInputException.class, () -> loader.load(file, flags))
        .problems();
  }

  @Test
  void without_file_and_flags_the_defaults_hold() {
    assertThat(loader.load(Optional.empty(), CampaignOverrides.NONE)).isEqualTo(DEFAULTS);
  }

  @Test
  void an_empty_file_says_nothing() throws IOException {
    assertThat(loader.load(Optional.of(file("# nothing\n")), CampaignOverrides.NONE))
        .isEqualTo(DEFAULTS);
  }

  @Test
  void the_shipped_example_shows_the_defaults() {
    CampaignSpec example =
        loader.load(
            Optional.of(Path.of("../deploy/campaigns/host-cpu.yaml")), CampaignOverrides.NONE);
    assertThat(example).usingRecursiveComparison().ignoringFields("name").isEqualTo(DEFAULTS);
    assertThat(example.name()).isEqualTo("host-cpu");
  }

  @Test
  void flags_win_over_the_file() throws IOException {
    Path file =
        file(
            """
            targets: [host-cpu]
            budget: 1h 30m
            jobs: 400
            seed: 7
            kernels: [conv, fc]
            sampler: nn-meter
            """);
    CampaignOverrides flags =
        new CampaignOverrides(
            List.of("host-cpu-builtin", "host-cpu"),
            Optional.of("90s"),
            Optional.of("8"),
            List.of("dwconv"),
            Optional.of(folder.toString()),
            Optional.empty(),
            Optional.of(folder.resolve("out").toString()));
    CampaignSpec spec = loader.load(Optional.of(file), flags);
    assertThat(spec.targets()).containsExactly("host-cpu-builtin", "host-cpu");
    assertThat(spec.budget()).isEqualTo(new Budget(Duration.ofSeconds(90), OptionalInt.of(400)));
    assertThat(spec.seed()).isEqualTo(8);
    assertThat(spec.kernels()).containsExactly("dwconv");
    assertThat(spec.models()).contains(folder);
    assertThat(spec.out()).isEqualTo(folder.resolve("out"));
    assertThat(spec.sampler()).isEqualTo(SamplerPolicy.NN_METER);
  }

  @Test
  void what_is_not_said_of_a_campaign_that_goes_on_stays_as_it_was() throws IOException {
    CampaignSpec first =
        loader.load(
            Optional.of(
                file(
                    """
                    name: night
                    targets: [host-cpu-builtin]
                    budget: 3m
                    jobs: 90
                    seed: 7
                    kernels: [conv, fc]
                    sampler: nn-meter
                    convergence: {within10Percent: 0.95}
                    """)),
            CampaignOverrides.NONE);
    Optional<CampaignOrder> begun = Optional.of(CampaignOrder.of(first, List.of(), List.of()));

    assertThat(loader.load(Optional.empty(), CampaignOverrides.NONE, begun)).isEqualTo(first);
    CampaignOverrides longer =
        new CampaignOverrides(
            List.of(),
            Optional.of("1h"),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    CampaignSpec second = loader.load(Optional.empty(), longer, begun);
    assertThat(second.budget().time()).isEqualTo(Duration.ofHours(1));
    assertThat(second.kernels()).isEqualTo(first.kernels());
  }

  @Test
  void a_budget_may_count_jobs() throws IOException {
    assertThat(loader.load(Optional.of(file("budget: 400 jobs")), CampaignOverrides.NONE).budget())
        .isEqualTo(new Budget(Duration.ofMinutes(10), OptionalInt.of(400)));
  }

  @Test
  void all_problems_are_told_at_once_with_place_and_remedy() throws IOException {
    Path file =
        file(
            """
            name: "a b"
            targts: [host-cpu]
            targets: [host-gpu, host-cpuu]
            budget: 10
            seed: one
            kernels: [cnv]
            models: /nowhere/at/all
            convergence: {within10Percent: 95, within10Percnt: 3}
            sampler: adaptiv
            """);
    List<Problem> problems = problems(Optional.of(file), CampaignOverrides.NONE);
    assertThat(problems.stream().map(p -> p.toString().replace(file.toString(), "FILE")))
        .containsExactlyInAnyOrder(
            "FILE: name: 'a b' must be up to 64 letters, digits, dots, dashes or underscores",
            "FILE: 'targts' is not a known key (did you mean 'targets'?)",
            "FILE: targets: 'host-gpu' is not a known target (did you mean 'host-cpu'?)",
            "FILE: targets: 'host-cpuu' is not a known target (did you mean 'host-cpu'?)",
            "FILE: budget: '10' must be a number with one of the units ns, us, ms, s, m, h, d, such"
                + " as 90s or 1h 30m, or for simulated targets, software GPUs and tools that are"
                + " started for each visit a count such as 400 jobs",
            "FILE: seed: 'one' must be a whole number of up to 18 digits",
            "FILE: kernels: 'cnv' is not a kernel family (did you mean 'conv'?)",
            "FILE: models: '/nowhere/at/all' must be a folder that exists",
            "FILE: convergence: 'within10Percnt' is not a known key (did you mean"
                + " 'within10Percent'?)",
            "FILE: convergence: within10Percent: '95' must be a number from 0.0 to 1.0",
            "FILE: sampler: 'adaptiv' must be one of adaptive, nn-meter, prior-only (did you mean"
                + " 'adaptive'?)");
  }

  @Test
  void what_is_no_yaml_is_told_with_its_line() throws IOException {
    assertThat(problems(Optional.of(file("seed: 1\nbudget: [\n")), CampaignOverrides.NONE))
        .singleElement()
        .satisfies(problem -> assertThat(problem.where()).contains("line "));
    assertThat(problems(Optional.of(file("seed: 1\nseed: 2\n")), CampaignOverrides.NONE))
        .singleElement()
        .satisfies(problem -> assertThat(problem.rule()).contains("uplicate"));
  }

  @Test
  void a_missing_file_is_told() {
    assertThat(problems(Optional.of(folder.resolve("none.yaml")), CampaignOverrides.NONE))
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("cannot be read"));
  }

  @Test
  void flags_are_named_as_they_were_typed() {
    CampaignOverrides flags =
        new CampaignOverrides(
            List.of("phone"),
            Optional.of("soon"),
            Optional.of("x"),
            List.of(),
            Optional.empty(),
            Optional.of("/nowhere"),
            Optional.empty());
    assertThat(problems(Optional.empty(), flags))
        .extracting(Problem::where)
        .containsExactly("--target", "--budget", "--seed", "--evaluate");
  }
}
