package dev.meterfarm.virtualphone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.virtualphone.adb.Reachability;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool on a phone, with real models on the real natives. */
class BenchmarkModelTest {
  private static final String SHORT =
      "--num_threads=1 --warmup_runs=1 --warmup_min_secs=0 --num_runs=20 --min_secs=0";
  private static final String TOOL = "/data/local/tmp/benchmark_model ";
  private static final Pattern REGULAR =
      Pattern.compile(
          "INFO: count=20 first=\\d+ curr=\\d+ min=(\\d+) max=(\\d+) avg=([\\d.e+]+) std=\\d+"
              + " p5=\\d+ median=(\\d+) p95=\\d+\n\n");

  @TempDir static Path folder;
  private static PhoneHost host;
  private static VirtualPhone phone;
  private PlainLink link;

  @BeforeAll
  static void start() throws IOException {
    host = new PhoneHost();
    phone = host.start(PhoneSettings.of(PhoneModel.pixel4(), "A", folder.resolve("A")));
    Path tmp = folder.resolve("A/data/local/tmp");
    Files.writeString(tmp.resolve("benchmark_model"), "what the lab pushed");
    GraphBuilder graph = new GraphBuilder("net", 1);
    int x = graph.input(Shape.of(1, 32, 32, 16));
    x = graph.conv(x, 32, 3, 1, Activation.NONE);
    x = graph.unary(OpType.RELU, x);
    TfliteWriter.write(graph.build(graph.unary(OpType.SIGMOID, x)), tmp.resolve("m.tflite"));
    Files.writeString(tmp.resolve("broken.tflite"), "no model at all");
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  @BeforeEach
  void connect() throws IOException {
    phone.become(Reachability.ONLINE);
    phone.benchmark().noMoreFaults();
    link = new PlainLink(phone);
    link.shell("chmod 755 /data/local/tmp/benchmark_model; virtual-phone tool current");
  }

  @AfterEach
  void disconnect() throws IOException {
    link.close();
  }

  private PlainLink.Result run(String flags) throws IOException {
    return link.shell(
        "taskset f0 " + TOOL + "--graph=/data/local/tmp/m.tflite " + SHORT + " " + flags);
  }

  @Test
  void a_real_model_runs_and_its_times_fit_together() throws IOException {
    PlainLink.Result result = run("");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("INFO: STARTING!\nINFO: Log parameter values verbosely: [0]\n")
        .contains("INFO: Num threads: [1]\n", "INFO: Loaded model /data/local/tmp/m.tflite\n")
        .contains(
            "INFO: Running benchmark for at least 20 iterations and at least 0 seconds but"
                + " terminate if exceeding 150 seconds.\n")
        .doesNotContain("Unconsumed");
    Matcher line = REGULAR.matcher(result.out());
    assertThat(line.find()).as(result.out()).isTrue();
    long median = Long.parseLong(line.group(4));
    assertThat(median)
        .isBetween(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)))
        .isPositive();
    assertThat(result.out())
        .containsPattern("Inference \\(avg\\): " + Pattern.quote(line.group(3)));
    assertThat(result.err()).contains("INFO: Created TensorFlow Lite XNNPACK delegate for CPU.");
  }

  @Test
  void a_profile_shows_what_xnnpack_fuses_and_what_tflite_does_not() throws IOException {
    String fused = run("--enable_op_profiling=true --use_xnnpack=true").out();
    assertThat(fused)
        .contains("the model graph will be completely executed by the delegate.")
        .contains("Delegate/Convolution (NHWC, F32) IGEMM:0")
        .contains("Delegate/Sigmoid (NC):1")
        .contains("2 nodes observed")
        .doesNotContain("Clamp");
    String plain = run("--enable_op_profiling=true --use_xnnpack=false").out();
    assertThat(plain).contains("3 nodes observed");
    assertThat(plain.substring(plain.indexOf("Operator-wise")))
        .containsPattern("\t +CONV_2D\t.*]:0\n\t +RELU\t.*]:1\n\t +LOGISTIC\t.*]:2\n");
  }

  @Test
  void older_tools_print_less() throws IOException {
    link.shell("virtual-phone tool 2.14");
    assertThat(run("").out()).contains("INFO: count=20").doesNotContain("median=");
    link.shell("virtual-phone tool 2.4");
    String old = run("--enable_op_profiling=true").out();
    assertThat(old)
        .startsWith("STARTING!\n")
        .contains("\ncount=20 ", "[start]", "TfLiteXNNPackDelegate")
        .doesNotContain("INFO: ");
  }

  @Test
  void failures_have_the_tools_words_and_status() throws IOException {
    PlainLink.Result missing = link.shell(TOOL + "--graph=/nope");
    assertThat(missing.status()).isOne();
    assertThat(missing.err())
        .isEqualTo(
            "ERROR: Could not open '/nope'.\nERROR: Failed to load model /nope\nERROR:"
                + " Benchmarking failed.\n");
    PlainLink.Result broken = link.shell(TOOL + "--graph=/data/local/tmp/broken.tflite");
    assertThat(broken.status()).isOne();
    assertThat(broken.err()).contains("The model is not a valid Flatbuffer buffer");
    assertThat(link.shell(TOOL).err()).contains("Please specify the name of your TF Lite input");
    assertThat(link.shell(TOOL + "--num_runs=x").err())
        .contains("Failed to parse flag 'num_runs' against argv '--num_runs=x'");
    PlainLink.Result help = link.shell(TOOL + "--help=true");
    assertThat(help.status()).isOne();
    assertThat(help.err())
        .containsPattern("(?m)^\t--num_runs=50\\s*\tint32\toptional\t")
        .contains("--op_profiling_output_mode=stdout");
    assertThat(run("--num_rnus=3 --use_gpu").out())
        .contains("WARN: Unconsumed cmdline flags: --num_rnus=3 --use_gpu\n");
  }

  @Test
  void no_gpu_means_a_cpu_in_silence_or_a_failure_as_the_phone_has_it() throws IOException {
    PlainLink.Result unsupported = run("--use_gpu=true");
    assertThat(unsupported.status()).isZero();
    assertThat(unsupported.out()).contains("WARN: GPU acceleration is unsupported");
    link.shell("virtual-phone gpu fallback");
    PlainLink.Result fallback = run("--use_gpu=true");
    assertThat(fallback.status()).isZero();
    assertThat(fallback.err()).contains("all 3 operations will run on the CPU");
    assertThat(run("--use_gpu=true --require_full_delegation=true").status()).isOne();
    link.shell("virtual-phone gpu no-library");
    assertThat(run("--use_gpu=true --gpu_backend=cl").err())
        .contains("Can not open OpenCL library");
    link.shell("virtual-phone gpu unsupported");
  }

  @Test
  void runs_last_as_long_as_they_are_told() throws IOException {
    long before = System.nanoTime();
    String out =
        link.shell(
                TOOL
                    + "--graph=/data/local/tmp/m.tflite --warmup_min_secs=0 --num_runs=1"
                    + " --min_secs=0.4 --run_delay=0.05")
            .out();
    assertThat(System.nanoTime() - before).isGreaterThan(Duration.ofMillis(400).toNanos());
    Matcher count = Pattern.compile("at least 0.4 seconds.*\n.*count=(\\d+)").matcher(out);
    assertThat(count.find()).as(out).isTrue();
    assertThat(Integer.parseInt(count.group(1))).isBetween(2, 9);
  }

  @Test
  void a_run_can_hang_until_it_is_killed_by_its_number() throws Exception {
    link.shell("virtual-phone next-run hang");
    PlainLink.Result result =
        link.shell(
            "(while ! pidof benchmark_model > /dev/null; do sleep 0.05; done; kill -9 $(pidof"
                + " benchmark_model)) & "
                + TOOL
                + "--graph=/data/local/tmp/m.tflite; echo $?");
    assertThat(result.out()).endsWith("137\n");
    assertThat(result.err()).contains("Killed");
  }

  @Test
  void a_long_run_is_killed_with_its_process_and_the_next_one_is_well() throws Exception {
    link.shell("virtual-phone next-run killed 300ms");
    PlainLink.Result killed = link.shell(TOOL + "--graph=/data/local/tmp/m.tflite --min_secs=100");
    assertThat(killed.status()).isEqualTo(137);
    assertThat(run("").status()).isZero();
  }

  @Test
  void output_can_end_in_the_middle() throws IOException {
    link.shell("virtual-phone next-run truncated 300");
    PlainLink.Result result = run("");
    assertThat(result.out()).hasSize(300);
    assertThat(result.status()).isZero();
  }

  @Test
  void a_cable_pulled_in_the_middle_ends_the_run() throws Exception {
    link.shell("virtual-phone next-run unplugged 300ms");
    try {
      link.shell(TOOL + "--graph=/data/local/tmp/m.tflite --min_secs=100");
    } catch (IOException gone) {
      assertThat(phone.reachability()).isEqualTo(Reachability.UNPLUGGED);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> phone.processes().all().isEmpty());
    phone.become(Reachability.ONLINE);
    try (PlainLink again = new PlainLink(phone)) {
      assertThat(again.shell("echo back").out()).isEqualTo("back\n");
    }
  }
}
