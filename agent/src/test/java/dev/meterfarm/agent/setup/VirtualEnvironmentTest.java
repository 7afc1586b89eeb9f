package dev.meterfarm.agent.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualEnvironmentTest {
  private static final List<String> WANTED = List.of("thing==1.0", "other==2.0");

  @TempDir private Path folder;

  /** A Python that makes an environment whose own Python notes its arguments and ends as told. */
  private String python(int pipExitCode) throws IOException {
    Path program = folder.resolve("python-of-the-system");
    Files.writeString(
        program,
        String.join(
            "\n",
            "#!/bin/sh",
            "mkdir -p \"$3/bin\"",
            "cat > \"$3/bin/python\" <<'END'",
            "#!/bin/sh",
            "echo \"$@\" > " + folder.resolve("arguments"),
            "echo no such package >&2",
            "exit " + pipExitCode,
            "END",
            "chmod +x \"$3/bin/python\"",
            ""));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program.toString();
  }

  private VirtualEnvironment environment() {
    return VirtualEnvironment.named(
        "thing", Map.of("METERFARM_TOOLS", folder.resolve("t").toString()));
  }

  @Test
  void it_is_there_once_everything_was_installed() throws Exception {
    List<String> told = new ArrayList<>();
    assertThat(environment().isComplete()).isFalse();
    environment().install(python(0), WANTED, told::add);
    assertThat(environment().isComplete()).isTrue();
    assertThat(environment().holds(WANTED)).isTrue();
    assertThat(environment().holds(List.of("thing==1.1"))).isFalse();
    assertThat(Files.readString(folder.resolve("arguments")))
        .contains("install", "thing==1.0 other==2.0");
    assertThat(told).hasSize(2);
  }

  @Test
  void an_installation_that_failed_is_not_there_and_says_why() throws Exception {
    String python = python(1);
    assertThatThrownBy(() -> environment().install(python, WANTED, line -> {}))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("exit code 1: no such package")
        .hasMessageContaining("proxy")
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.RUNTIME_MISSING);
    assertThat(environment().isComplete()).isFalse();
  }

  @Test
  void a_new_version_that_cannot_be_installed_leaves_the_old_one_as_it_was() throws Exception {
    List<String> told = new ArrayList<>();
    environment().install(python(0), WANTED, told::add);
    String broken = python(1);

    assertThatThrownBy(() -> environment().install(broken, List.of("thing==2.0"), told::add))
        .isInstanceOf(FarmException.class);

    assertThat(environment().holds(WANTED)).isTrue();
    assertThat(environment().program("python")).isExecutable();
    assertThat(told).endsWith("the installation from before is kept");
    environment().install(python(0), List.of("thing==2.0"), told::add);
    assertThat(environment().holds(List.of("thing==2.0"))).isTrue();
    assertThat(folder.resolve("t").toFile().list()).containsExactly("thing");
  }

  @Test
  void a_python_that_is_not_there_is_named_with_the_remedy() {
    assertThatThrownBy(() -> environment().install("/no/such/python", WANTED, line -> {}))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("/no/such/python")
        .hasMessageContaining("--python");
  }

  @Test
  void tools_are_kept_in_a_folder_of_the_user() {
    assertThat(VirtualEnvironment.named("x", Map.of("XDG_DATA_HOME", "/data")).folder())
        .isEqualTo(Path.of("/data/meterfarm/tools/x"));
    assertThat(VirtualEnvironment.named("x", Map.of()).folder().toString())
        .endsWith("/.local/share/meterfarm/tools/x");
  }
}
