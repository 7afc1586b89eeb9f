package dev.meterfarm.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of {@code benchmarks/chaos.sh}. {@code -Dmeterfarm.chaos.seed=N} runs another
 * schedule, {@code -Dmeterfarm.chaos.faults=N} a longer one; what a failed run leaves is kept.
 */
class ChaosIT {
  private static final int FAULTS = Integer.getInteger("meterfarm.chaos.faults", 8);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void whatever_happens_every_job_has_one_result_and_the_bundle_is_that_of_a_calm_day()
      throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc here");
    assumeTrue(
        "amd64".equals(System.getProperty("os.arch")), "there is no PostgreSQL for this machine");
    ChaosSettings settings =
        new ChaosSettings(
            Path.of("..").toAbsolutePath().normalize(),
            folder,
            Long.getLong("meterfarm.chaos.seed", 1),
            FAULTS,
            2,
            4,
            30,
            4,
            false,
            Means.here(System.out));

    ChaosReport report = ChaosRun.run(settings, System.out);

    System.out.println(report);
    assertThat(report.problems())
        .as(
            "logs and ledger are in %s; -Dmeterfarm.chaos.seed=%d repeats it",
            folder, settings.seed())
        .isEmpty();
    assertThat(report.jobs()).isPositive();
    assertThat(report.terms()).as("the ledger crashed, if nothing else").isGreaterThan(1);
    assertThat(report.restarts()).isPositive();
  }
}
