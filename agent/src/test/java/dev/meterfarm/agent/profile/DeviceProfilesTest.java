package dev.meterfarm.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceProfilesTest {
  @TempDir private Path folder;

  private InvalidInputException refusalOf(String... files) throws IOException {
    for (int i = 0; i < files.length; i++) {
      Files.writeString(folder.resolve("file-" + i + ".yaml"), files[i]);
    }
    try {
      LocalAgent.profiles(folder);
    } catch (InvalidInputException e) {
      return e;
    }
    throw new AssertionError("was accepted");
  }

  @Test
  void every_shipped_profile_loads() {
    DeviceProfiles shipped = LocalAgent.profiles(Path.of("..", "device-profiles"));
    assertThat(shipped.targetNames())
        .contains("host-cpu", "host-cpu-builtin", "litert-cpu", "simulated-a", "simulated-b")
        .contains("simulated-rack")
        .contains("pixel4-cpu", "pixel8-cpu", "snapdragon8-gpu", "android-cpu")
        .contains("openvino-cpu", "openvino-gpu", "openvino-npu", "openvino-myriad");
    assertThat(shipped.require(Set.of("simulated-a", "host-cpu")))
        .containsExactly(
            new DeclaredTarget("host-cpu", "XNNPACK, 1 thread", false),
            new DeclaredTarget("simulated-a", "simulated", true));
  }

  @Test
  void a_rack_of_simulated_devices_that_makes_no_sense_is_refused() throws IOException {
    InvalidInputException refusal =
        refusalOf(
            """
            device: rack
            driver: simulated
            count: 2
            time-factors: [1, 20, fast]
            targets:
              rack: {}
            """);
    assertThat(refusal.getMessage())
        .contains("must be numbers from 0.1 to 10")
        .contains("must not be more than there are devices, which are 2");
    assertThat(refusal.problems()).hasSize(2);
  }

  @Test
  void all_problems_of_all_files_are_told_at_once() throws IOException {
    InvalidInputException refusal =
        refusalOf(
            """
            device: host
            driver: embeded-tflite
            targets:
              host-cpu: {}
            """,
            """
            device: sim
            driver: simulated
            colour: red
            targets:
              slow:
                gigaflop: 3
                kernel-cost: 900
                noise-percent: -1
                fuses: [conv+rely]
            """);
    assertThat(refusal.getMessage())
        .contains("did you mean 'embedded-tflite'?")
        .contains("colour")
        .contains("did you mean 'gigaflops'?")
        .contains("write for example '900s'")
        .contains("noise-percent")
        .contains("rely");
    assertThat(refusal.problems()).hasSize(6);
  }

  @Test
  void a_broken_file_is_named_with_its_line() throws IOException {
    assertThat(refusalOf("device: [host\n").getMessage()).contains("file-0.yaml line ");
  }

  @Test
  void an_empty_file_and_a_list_are_refused() throws IOException {
    assertThat(refusalOf("", "- device\n").problems()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void a_key_given_twice_is_refused() throws IOException {
    refusalOf("device: a\ndevice: b\ndriver: simulated\ntargets:\n  x: {}\n");
  }

  @Test
  void two_devices_must_not_share_a_target() throws IOException {
    String profile = "device: %s\ndriver: simulated\ntargets:\n  same: {}\n";
    assertThat(refusalOf(profile.formatted("one"), profile.formatted("two")).getMessage())
        .contains("one and two");
  }

  @Test
  void an_unknown_target_gets_a_suggestion() {
    DeviceProfiles shipped = LocalAgent.profiles(Path.of("..", "device-profiles"));
    assertThatThrownBy(() -> shipped.require(Set.of("host-cpo")))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("did you mean 'host-cpu'?")
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.TARGET_UNKNOWN);
  }

  @Test
  void the_hash_follows_the_file() throws IOException {
    Path file = folder.resolve("sim.yaml");
    Files.writeString(file, "device: a\ndriver: simulated\ntargets:\n  x: {}\n");
    String before = LocalAgent.profiles(folder).all().get(0).hash();
    Files.writeString(file, "device: a\ndriver: simulated\ntargets:\n  x: {seed: 3}\n");
    assertThat(LocalAgent.profiles(folder).all().get(0).hash()).isNotEqualTo(before);
  }
}
