package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who asks for something impossible: a message and an exit code. */
class WrongInputTest {
  private static final String PROFILES = Path.of("..", "device-profiles").toString();

  @TempDir Path folder;
  private final StringWriter errors = new StringWriter();

  @Test
  void an_unknown_flag_is_a_matter_of_usage() {
    assertThat(run("run-campaign", "--bugdet", "10m")).isEqualTo(2);
    assertThat(errors.toString()).contains("--bugdet").contains("--budget");
  }

  @Test
  void everything_wrong_in_a_campaign_file_is_told_at_once() throws IOException {
    Path file = folder.resolve("campaign.yaml");
    Files.writeString(file, "targetz: [x]\nbudget: soon\nkernels: [cnv]\n");

    assertThat(run("run-campaign", file.toString(), "--profiles", PROFILES)).isEqualTo(3);
    assertThat(errors.toString())
        .contains("3 problems")
        .contains("targetz")
        .contains("soon")
        .contains("conv")
        .doesNotContain("\tat ");
  }

  @Test
  void an_unknown_target_is_told_with_a_suggestion() {
    assertThat(run("run-campaign", "--target", "host-cpuu", "--profiles", PROFILES)).isEqualTo(3);
    assertThat(errors.toString()).contains("host-cpuu").contains("did you mean");
  }

  @Test
  void a_budget_for_nothing_is_refused_with_what_it_would_take() {
    assertThat(
            run(
                "run-campaign",
                "--budget",
                "5s",
                "--profiles",
                PROFILES,
                "--out",
                folder.toString()))
        .isEqualTo(6);
    assertThat(errors.toString()).contains("5 s").contains("at least");
  }

  @Test
  void a_file_that_is_no_bundle_is_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("bundle.zip"), "no zip");

    assertThat(run("inspect", file.toString())).isEqualTo(3);
    assertThat(errors.toString()).contains("bundle.zip").doesNotContain("\tat ");
  }

  @Test
  void a_folder_without_a_campaign_cannot_be_resumed_or_retrained() {
    assertThat(run("retrain", "--out", folder.toString())).isEqualTo(3);
    assertThat(
            run(
                "run-campaign",
                "--resume",
                "--target",
                "simulated-a",
                "--profiles",
                PROFILES,
                "--out",
                folder.toString()))
        .isEqualTo(3);
    assertThat(errors.toString()).contains("without --resume");
  }

  @Test
  void a_ledger_in_postgresql_is_backed_up_by_a_command_that_can_be_typed_as_it_is()
      throws IOException {
    Path config = folder.resolve("coordinator.yaml");
    Files.writeString(
        config,
        "database: {url: 'jdbc:postgresql://db:5432/farm', user: lab, password-file: /etc/pw}\n");

    assertThat(run("backup", "farm.dump", "--config", config.toString())).isEqualTo(3);
    assertThat(errors.toString())
        .contains(
            "PGPASSWORD=\"$(head -n 1 /etc/pw)\" pg_dump --format=custom --host=db --port=5432"
                + " --username=lab --file=farm.dump farm")
        .doesNotContain("\tat ");
    assertThat(run("fsck", folder.toString(), "--config", config.toString())).isEqualTo(3);
    assertThat(errors.toString()).contains("give one of them");
    assertThat(run("fsck", "--config", config.toString())).isEqualTo(3);
    assertThat(errors.toString()).contains("password-file");
  }

  @Test
  void an_unknown_network_of_the_zoo_is_told_with_a_suggestion() {
    assertThat(run("zoo", "write", "resnet51", "--out", folder.toString())).isEqualTo(3);
    assertThat(errors.toString()).contains("resnet50");
  }

  private int run(String... arguments) {
    return CoordinatorMain.run(arguments, new PrintWriter(errors, true));
  }
}
