package dev.meterfarm.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalProcessTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private static ProcessResult.Exited exited(ProcessResult result) {
    assertThat(result).isInstanceOf(ProcessResult.Exited.class);
    return (ProcessResult.Exited) result;
  }

  private static ProcessRequest shell(String script, Duration deadline) {
    return ProcessRequest.of(List.of("/bin/sh", "-c", script), deadline);
  }

  @Test
  void streams_and_exit_code_are_kept_apart() throws InterruptedException {
    ProcessResult.Exited result =
        exited(ExternalProcess.run(shell("echo good; echo bad >&2; exit 7", DEADLINE)));
    assertThat(result.code()).isEqualTo(7);
    assertThat(result.isSuccess()).isFalse();
    assertThat(result.output()).isEqualTo(new ProcessOutput("good\n", "bad\n", true));
  }

  @Test
  void arguments_are_passed_on_as_they_are() throws InterruptedException {
    List<String> odd = List.of("printf", "%s|", "a b", "$HOME", "\"quoted\"", "'", "", "*");
    assertThat(exited(ExternalProcess.run(ProcessRequest.of(odd, DEADLINE))).output().out())
        .isEqualTo("a b|$HOME|\"quoted\"|'||*|");
  }

  @Test
  void folder_and_environment_are_as_asked_for() throws InterruptedException, IOException {
    ProcessRequest request =
        shell("pwd; echo \"$COLOUR\"", DEADLINE).in(folder).with(Map.of("COLOUR", "red"));
    assertThat(exited(ExternalProcess.run(request)).output().out())
        .isEqualTo(folder.toRealPath() + "\nred\n");
  }

  @Test
  void a_missing_program_and_a_missing_folder_are_not_exit_codes() throws InterruptedException {
    ProcessRequest program = ProcessRequest.of(List.of("/no/such/program"), DEADLINE);
    assertThat(ExternalProcess.run(program))
        .isInstanceOfSatisfying(
            ProcessResult.NotStarted.class,
            of -> assertThat(of.reason()).contains("No such file or directory"));
    ProcessRequest elsewhere = shell("true", DEADLINE).in(folder.resolve("absent"));
    assertThat(ExternalProcess.run(elsewhere)).isInstanceOf(ProcessResult.NotStarted.class);
  }

  @Test
  void somebody_elses_kill_is_not_ours() throws InterruptedException {
    assertThat(exited(ExternalProcess.run(shell("kill -9 $$", DEADLINE))).code())
        .isEqualTo(128 + 9);
  }

  @Test
  void a_passed_deadline_kills_children_and_orphans_too() throws Exception {
    Path pids = folder.resolve("pids");
    // The last one is an orphan: its parent ends at once.
    String script =
        "echo started; echo $$ >> %1$s; sleep 600 & echo $! >> %1$s;"
            + " (setsid sleep 600 & echo $! >> %1$s); wait";
    ProcessResult result =
        ExternalProcess.run(shell(script.formatted(pids), Duration.ofMillis(700)));
    assertThat(result)
        .isInstanceOfSatisfying(
            ProcessResult.Killed.class, of -> assertThat(of.output().out()).isEqualTo("started\n"));
    List<String> lines = Files.readAllLines(pids);
    assertThat(lines).hasSize(3);
    for (String pid : lines) {
      await().until(() -> !isAlive(Long.parseLong(pid)));
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void an_interrupt_kills_the_program() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Path pid = folder.resolve("pid");
    try {
      Future<ProcessResult> running =
          thread.submit(
              () ->
                  ExternalProcess.run(
                      shell("echo $$ > tmp; mv tmp pid; sleep 600", DEADLINE).in(folder)));
      await().until(() -> Files.exists(pid));
      long child = Long.parseLong(Files.readString(pid).strip());
      running.cancel(true);
      await().until(() -> !isAlive(child));
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void a_grandchild_that_holds_the_output_open_does_not_hold_us() throws InterruptedException {
    long start = System.nanoTime();
    ProcessResult.Exited result =
        exited(ExternalProcess.run(shell("echo done; sleep 30 & exit 3", DEADLINE)));
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.output().out()).isEqualTo("done\n");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void endless_output_is_cut_in_the_middle() throws InterruptedException {
    ProcessRequest request =
        new ProcessRequest(
            List.of("/bin/sh", "-c", "echo first; yes | head -c 3000000; echo last"),
            Map.of(),
            Optional.empty(),
            DEADLINE,
            1000);
    ProcessOutput output = exited(ExternalProcess.run(request)).output();
    assertThat(output.isComplete()).isFalse();
    assertThat(output.out()).startsWith("first\n").endsWith("last\n").contains("bytes left out");
    assertThat(output.out()).hasSizeLessThan(1100);
  }

  @Property(tries = 200)
  void capped_output_keeps_both_ends(
      @ForAll @IntRange(min = 2, max = 40) int most,
      @ForAll List<@IntRange(min = 0, max = 30) Integer> chunks) {
    CappedOutput capped = new CappedOutput(most);
    StringBuilder all = new StringBuilder();
    for (int length : chunks) {
      StringBuilder chunk = new StringBuilder();
      for (int i = 0; i < length; i++) {
        chunk.append((char) ('a' + (all.length() + i) % 26));
      }
      all.append(chunk);
      capped.write(chunk.toString().getBytes(StandardCharsets.UTF_8), 0, length);
    }
    if (all.length() <= most) {
      assertThat(capped.isComplete()).isTrue();
      assertThat(capped.text()).isEqualTo(all.toString());
    } else {
      assertThat(capped.isComplete()).isFalse();
      assertThat(capped.text())
          .startsWith(all.substring(0, most / 2))
          .endsWith(all.substring(all.length() - (most - most / 2)));
    }
  }
}
