package dev.meterfarm.cli;

import static dev.meterfarm.cli.Rehearsal.bundleIn;
import static dev.meterfarm.cli.Rehearsal.campaign;
import static dev.meterfarm.cli.Rehearsal.copyLedger;
import static dev.meterfarm.cli.Rehearsal.entries;
import static dev.meterfarm.cli.Rehearsal.forests;
import static dev.meterfarm.cli.Rehearsal.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole campaign on a rack of simulated devices, as a user starts it. */
class RackRehearsalTest {
  @TempDir Path folder;

  @Test
  void several_devices_share_the_work_and_the_broken_one_is_left_out() throws Exception {
    Path out = folder.resolve("rack");
    Rehearsal.Ran ran = run(campaign("simulated-rack", Rehearsal.BUDGET, "--out", out.toString()));
    assertThat(ran.errors()).isEmpty();
    assertThat(ran.code()).isZero();

    Bundle bundle = Predictor.load(bundleIn(out)).bundle();
    assertThat(bundle.manifest().provenance().get("devices"))
        .contains("simulated-rack-1 1.0000")
        .contains("simulated-rack-2 1.0000")
        .containsPattern("simulated-rack-3 1\\.0[78]")
        .containsPattern("simulated-rack-4 1\\.[56]\\d* \\(left out\\)");
    assertThat(bundle.predictors().get(KernelFamily.CONV_1X1).accuracy().within10Percent())
        .isGreaterThan(80);
    assertThat(new String(entries(bundleIn(out)).get("report.html"), UTF_8))
        .contains("<h2>Devices</h2>", "not like the others");
    Set<String> documented = DocumentedJson.fieldsOf("bin/coordinator run-campaign --json");
    assertThat(DocumentedJson.fieldsIn(ran.out(), documented))
        .containsExactlyElementsOf(documented)
        .anyMatch(field -> field.startsWith(".targets[].devices[]."));

    Path again = folder.resolve("rack-retrained");
    copyLedger(out, again);
    assertThat(run("retrain", "--json", "--out", again.toString()).code()).isZero();
    assertThat(forests(again)).isEqualTo(forests(out)).isNotEmpty();
  }
}
