package dev.meterfarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bin/launch.sh decides before Java starts, on machines that are written down in files. */
class LauncherTest {

  private static final Path LAUNCH = Path.of("..", "bin", "launch.sh").toAbsolutePath().normalize();

  /** Prints what the launcher would pin itself to, the measuring cpus and the reserved ones. */
  private static final String RESERVE =
      "reserve_measuring_core;"
          + " echo \"${PIN[*]-}/${METERFARM_MEASURE_CPUS-}/${METERFARM_RESERVED_CPUS-}\"";

  @TempDir private Path dir;

  @BeforeAll
  static void needs_the_programs_of_linux() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/taskset")) && Files.isExecutable(Path.of("/bin/bash")),
        "no bash or no taskset here");
  }

  @Test
  void the_last_physical_core_is_kept_with_both_of_its_hyperthreads() throws Exception {
    assertThat(reserve(4, Map.of("METERFARM_TEST_ALLOWED_CPUS", "0-7")))
        .isEqualTo("taskset -c 0,1,2,4,5,6/3/3,7");
  }

  @Test
  void only_cpus_that_the_process_may_use_count() throws Exception {
    assertThat(reserve(4, Map.of("METERFARM_TEST_ALLOWED_CPUS", "0-2,6")))
        .isEqualTo("taskset -c 0,1/2/2,6");
  }

  @Test
  void two_hyperthreads_of_one_core_leave_nothing_to_reserve() throws Exception {
    assertThat(reserve(4, Map.of("METERFARM_TEST_ALLOWED_CPUS", "3,7"))).isEqualTo("//");
  }

  @Test
  void the_choice_of_the_user_wins() throws Exception {
    Map<String, String> chosen =
        Map.of("METERFARM_TEST_ALLOWED_CPUS", "0-7", "METERFARM_MEASURE_CPUS", "1-2");
    assertThat(reserve(4, chosen)).isEqualTo("taskset -c 0,3,4,7/1-2/1,5,2,6");

    Map<String, String> none =
        Map.of("METERFARM_TEST_ALLOWED_CPUS", "0-7", "METERFARM_MEASURE_CPUS", "none");
    assertThat(reserve(4, none)).isEqualTo("//");
  }

  @Test
  void a_cpu_that_does_not_exist_is_refused_with_the_ones_that_do() throws Exception {
    Map<String, String> wrong =
        Map.of("METERFARM_TEST_ALLOWED_CPUS", "0-3", "METERFARM_MEASURE_CPUS", "9");
    assertThat(reserve(4, wrong)).contains("'9'", "0,1,2,3", "exit 64");
  }

  @Test
  void what_a_parent_has_reserved_stays_as_it_is() throws Exception {
    Map<String, String> inherited =
        Map.of(
            "METERFARM_TEST_ALLOWED_CPUS", "0-2",
            "METERFARM_MEASURE_CPUS", "3",
            "METERFARM_RESERVED_CPUS", "3,7");
    assertThat(reserve(4, inherited)).isEqualTo("/3/3,7");
  }

  @Test
  void a_java_that_is_too_old_is_named_with_the_remedy() throws Exception {
    assertThat(run("find_java", Map.of("JAVA_HOME", fakeJava("1.8.0_292"))))
        .contains("Java 17 or newer is needed", "1.8.0_292", "JAVA_HOME", "exit 69");
  }

  @Test
  void early_access_and_plain_versions_are_understood() throws Exception {
    String print = "find_java; echo $JAVA_MAJOR";
    assertThat(run(print, Map.of("JAVA_HOME", fakeJava("26-ea")))).isEqualTo("26");
    assertThat(run(print, Map.of("JAVA_HOME", fakeJava("17")))).isEqualTo("17");
  }

  private String reserve(int cores, Map<String, String> environment) throws Exception {
    for (int cpu = 0; cpu < 2 * cores; cpu++) {
      Path topology = Files.createDirectories(dir.resolve("cpu" + cpu).resolve("topology"));
      int first = cpu % cores;
      Files.writeString(
          topology.resolve("thread_siblings_list"), first + "," + (first + cores) + "\n");
    }
    return run(RESERVE, environment);
  }

  private String fakeJava(String version) throws IOException {
    Path home = dir.resolve("jdk-" + version);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        "#!/bin/sh\necho 'Picked up X' >&2\necho 'openjdk version \"" + version + "\"' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home.toString();
  }

  /** Standard output and error of the script, and its exit code if that is not 0. */
  private String run(String script, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of("/bin/bash", "-euc", "PROGRAM=test; . '" + LAUNCH + "'; " + script));
    Path output = dir.resolve("output");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("METERFARM_"));
    builder.environment().put("METERFARM_TEST_SYSFS_CPU", dir.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output, UTF_8).strip();
    return process.exitValue() == 0 ? text : text + "\nexit " + process.exitValue();
  }
}
