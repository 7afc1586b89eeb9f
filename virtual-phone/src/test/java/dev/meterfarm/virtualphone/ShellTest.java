package dev.meterfarm.virtualphone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.virtualphone.device.KernelFiles;
import dev.meterfarm.virtualphone.device.PhoneModel;
import dev.meterfarm.virtualphone.device.PhoneState;
import dev.meterfarm.virtualphone.device.ProcessFiles;
import dev.meterfarm.virtualphone.device.Processes;
import dev.meterfarm.virtualphone.files.PhoneFiles;
import dev.meterfarm.virtualphone.files.Storage;
import dev.meterfarm.virtualphone.shell.Control;
import dev.meterfarm.virtualphone.shell.Phone;
import dev.meterfarm.virtualphone.shell.ShellSession;
import dev.meterfarm.virtualphone.shell.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellTest {
  private record Result(int status, String out, String err) {}

  @TempDir Path root;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private PhoneModel model = PhoneModel.pixel4();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private Result run(String line) throws IOException {
    PhoneState state = new PhoneState(model, "X", System::nanoTime);
    Processes processes = new Processes();
    PhoneFiles files =
        new PhoneFiles(
            root,
            List.of(new KernelFiles(state), new ProcessFiles(processes, state)),
            new Storage(1 << 30, 1 << 30));
    Control control =
        new Control() {
          @Override
          public String execute(List<String> words) {
            return String.join("-", words);
          }

          @Override
          public void reboot() {}
        };
    Phone phone =
        new Phone(
            state,
            files,
            processes,
            (command, folder, process, io) -> {
              io.out()
                  .write(
                      (command + " on " + process.affinity() + "\n")
                          .getBytes(StandardCharsets.UTF_8));
              return 0;
            },
            control,
            executor);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new ShellSession(phone)
            .run(line, new Streams(InputStream.nullInputStream(), out, err), hangUp -> {});
    Awaitility.await().until(() -> processes.all().isEmpty());
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String out(String line) throws IOException {
    Result result = run(line);
    assertThat(result.err()).as(line).isEmpty();
    return result.out();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "echo a  b => a b",
        "echo 'a  b' \"c  d\" e\\ f => a  b c  d e f",
        "X=1; echo $X ${X}2 \"$X\" '$X' ${Y:-none} => 1 12 1 $X none",
        "false; echo $? => 1",
        "false || echo other => other",
        "true && echo both && false || echo none => both none",
        "echo $(echo a; echo b) => a b",
        "for i in 1 2 3; do echo -n $i,; done => 1,2,3,",
        "if [ 2 -gt 1 ]; then echo yes; else echo no; fi => yes",
        "if false; then echo 1; elif true; then echo 2; fi => 2",
        "while true; do echo once; break; done => once",
        "printf 'a\\nb\\nc\\n' | grep -v b | wc -l => 2",
        "(cd /data; pwd); pwd => /data /",
        "{ echo a; echo b; } | tail -n 1 => b",
        "! false && echo negated => negated",
        "echo a 2>&1 >/dev/null; echo b => b",
        "sh -c 'echo $0 $1' name arg => name arg",
        "echo \"a\"'b'c => abc",
        "echo # comment => ",
        "echo a#b => a#b",
        "test -d /data/local/tmp && echo there => there",
        "echo one; # tail => one",
        "A=5 sh -c 'echo $A'; echo [$A] => 5 []"
      })
  void it_speaks_the_language(String line, String expected) throws IOException {
    assertThat(out(line).strip().replaceAll("\\s*\\n\\s*", " "))
        .isEqualTo(expected == null ? "" : expected.strip());
  }

  @Test
  void wildcards_find_the_kernels_files() throws IOException {
    assertThat(out("cat /sys/devices/system/cpu/cpu[0-9]/cpu_capacity").lines().toList())
        .containsExactly("261", "261", "261", "261", "871", "871", "871", "1024");
    assertThat(out("for z in /sys/class/thermal/thermal_zone*; do cat $z/type; done"))
        .contains("battery");
    assertThat(out("echo '/sys/*' /nothing/*")).isEqualTo("/sys/* /nothing/*\n");
  }

  @Test
  void files_are_made_changed_and_removed() throws IOException {
    assertThat(
            out(
                "cd /data/local/tmp; mkdir -p a/b; echo x > a/b/f; echo y >> a/b/f; cat a/b/f;"
                    + " chmod 755 a/b/f; ls -l a/b; rm -rf a; ls"))
        .contains("x\ny\n")
        .contains("-rwxr-xr-x")
        .doesNotContain("\na\n");
    assertThat(run("echo x > /system/x"))
        .isEqualTo(new Result(1, "", "sh: can't create /system/x: Read-only file system\n"));
    assertThat(run("cat /nope").err()).isEqualTo("cat: /nope: No such file or directory\n");
    assertThat(run("cat /data/local/tmp/../../../../etc/passwd").status()).isOne();
  }

  @Test
  void a_mask_is_read_back_and_inherited() throws IOException {
    assertThat(out("taskset f0 grep Cpus_allowed_list /proc/self/status"))
        .isEqualTo("Cpus_allowed_list:\t4-7\n");
    assertThat(out("taskset 80 sh -c 'cat /proc/$$/status | grep Cpus_allowed:'"))
        .isEqualTo("Cpus_allowed:\t80\n");
    Result wrong = run("taskset 100 true");
    assertThat(wrong.status()).isOne();
    assertThat(wrong.err()).contains("Invalid argument");
    assertThat(run("taskset zz true").status()).isOne();
  }

  @Test
  void the_benchmark_tool_gets_its_command_line_and_its_cores() throws IOException {
    assertThat(
            out(
                "cd /data/local/tmp; echo x > benchmark_model; chmod +x benchmark_model;"
                    + " taskset c0 ./benchmark_model --graph=m"))
        .isEqualTo("[./benchmark_model, --graph=m] on 192\n");
  }

  @Test
  void what_cannot_be_executed_is_told_as_mksh_tells_it() throws IOException {
    assertThat(run("nope"))
        .isEqualTo(new Result(127, "", "/system/bin/sh: nope: inaccessible or not found\n"));
    Result noBit = run("echo x > /data/local/tmp/x; /data/local/tmp/x");
    assertThat(noBit.status()).isEqualTo(126);
    assertThat(noBit.err()).contains("can't execute: Permission denied");
    assertThat(run("printf '\\177ELF' > /data/local/tmp/x; chmod 755 /data/local/tmp/x").status())
        .isZero();
  }

  @Test
  void scripts_run() throws IOException {
    assertThat(
            out(
                "cd /data/local/tmp; echo 'echo arg $1; exit 4' > s.sh; chmod 755 s.sh; ./s.sh x;"
                    + " echo $?; sh s.sh y"))
        .isEqualTo("arg x\n4\narg y\n");
  }

  @Test
  @Timeout(60)
  void a_background_job_tells_its_number_and_can_be_killed() throws IOException {
    assertThat(out("sleep 600 > /dev/null & kill -9 $!; wait $!; echo $?")).isEqualTo("137\n");
    // As on a real phone the job has its number first and its name a moment later.
    assertThat(
            out(
                "nohup sleep 600 >/dev/null 2>&1 & p=$!;"
                    + " while ! pidof sleep | grep -q $p; do :; done; pidof sleep | grep -c $p;"
                    + " kill $p"))
        .isEqualTo("1\n");
    assertThat(out("echo late & wait; echo done")).isEqualTo("late\ndone\n");
    assertThat(run("echo $$; exec cat /nope").out()).matches("\\d+\n");
  }

  @Test
  void a_killed_command_is_told_with_its_signal() throws IOException {
    Result result = run("(sleep 0.1; killall -9 sleep2) & timeout 0.2 sleep 60; echo $?");
    assertThat(result.out()).isEqualTo("124\n");
    assertThat(run("kill -9 $$; echo never").status()).isEqualTo(137);
  }

  @Test
  void an_old_phone_lacks_what_came_later() throws IOException {
    model = PhoneModel.old();
    assertThat(run("sha256sum /proc/version").status()).isEqualTo(127);
    assertThat(out("dumpsys thermalservice")).isEqualTo("Can't find service: thermalservice\n");
    assertThat(run("cat /sys/devices/system/cpu/cpu0/cpu_capacity").status()).isOne();
    assertThat(out("cat /sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"))
        .isEqualTo("2265600\n");
  }

  @Test
  void services_tell_how_the_phone_fares() throws IOException {
    assertThat(out("dumpsys battery set level 41; dumpsys battery"))
        .contains("  level: 41\n")
        .contains("  temperature: 285\n");
    assertThat(out("cmd thermalservice override-status 3; dumpsys thermalservice"))
        .contains("Thermal Status: 3\n")
        .contains("mType=3, mName=fps-therm-adc, mStatus=3}");
    assertThat(out("input keyevent 224; dumpsys power | grep mWakefulness="))
        .isEqualTo("  mWakefulness=Awake\n");
    assertThat(run("setprop ro.product.model x").status()).isOne();
    assertThat(out("virtual-phone battery 3")).isEqualTo("battery-3\n");
  }

  @Test
  void broken_lines_are_syntax_errors() throws IOException {
    for (String line :
        List.of("echo 'a", "if true", "(", "echo |", "echo &&", "for", "done", "${", "$(")) {
      assertThat(run(line).status()).as(line).isNotZero();
    }
  }
}
