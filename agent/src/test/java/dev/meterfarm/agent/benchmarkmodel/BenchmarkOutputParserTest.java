package dev.meterfarm.agent.benchmarkmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException.Kind;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BenchmarkOutputParserTest {
  private static BenchmarkOutput parse(String out) throws UnusableOutputException {
    return BenchmarkOutputParser.parse(out, "", 0, false);
  }

  private static UnusableOutputException refusal(String out, String err, int status, boolean gpu) {
    try {
      BenchmarkOutputParser.parse(out, err, status, gpu);
    } catch (UnusableOutputException e) {
      return e;
    }
    throw new AssertionError("was accepted");
  }

  @Test
  void the_current_form_tells_percentiles() throws UnusableOutputException {
    BenchmarkOutput output = parse(SampleOutputs.CURRENT);
    assertThat(output.runs())
        .isEqualTo(
            new RunDistribution(
                417,
                2339,
                2711,
                2396.02,
                41,
                OptionalLong.of(2350),
                OptionalLong.of(2388),
                OptionalLong.of(2470)));
    assertThat(output.initMicros()).hasValue(8421);
  }

  @Test
  void older_forms_tell_none_and_count_in_scientific_notation() throws UnusableOutputException {
    BenchmarkOutput output = BenchmarkOutputParser.parse(SampleOutputs.OLD_GPU, "", 0, true);
    assertThat(output.delegates()).containsExactly("GPU");
    assertThat(output.runs().averageMicros()).isEqualTo(1_291_140);
    SampleStatistics of = output.runs().statistics();
    assertThat(of.minNanos()).isEqualTo(1_288_410_000);
    assertThat(of.medianNanos()).isNaN();
    assertThat(of.p25Nanos()).isNaN();
  }

  @Test
  void the_oldest_form_is_on_standard_error() throws UnusableOutputException {
    assertThat(BenchmarkOutputParser.parse("", SampleOutputs.OLDEST, 0, false).runs().count())
        .isEqualTo(50);
  }

  @Test
  void the_tool_of_litert_2_has_a_summary_that_must_agree() throws UnusableOutputException {
    BenchmarkOutput output = parse(SampleOutputs.LITERT_2);
    assertThat(output.runs().count()).isEqualTo(418);
    assertThat(output.runs().medianMicros()).hasValue(2388);
    assertThat(output.initMicros()).hasValue(45_320);
    assertContradicts("2.39 ms (418", "2.93 ms (418");
    assertContradicts("(418 runs)", "(417 runs)");
    assertContradicts("2.31 ms", "1.31 ms");
    assertThat(refusal(until(SampleOutputs.LITERT_2, "Inference (avg)"), "", 0, false).kind())
        .isEqualTo(Kind.NO_MEASUREMENT);
    assertThat(refusal(until(SampleOutputs.LITERT_2, "====="), "", 0, false).kind())
        .isEqualTo(Kind.NO_MEASUREMENT);
  }

  private static void assertContradicts(String told, String otherwise) {
    assertThat(refusal(SampleOutputs.LITERT_2.replace(told, otherwise), "", 0, false).kind())
        .isEqualTo(Kind.MALFORMED);
  }

  private static String until(String text, String end) {
    return text.substring(0, text.indexOf(end));
  }

  /** Two decimals of a millisecond stand for the numbers that they were rounded from. */
  @Property(tries = 1000)
  void a_rounded_summary_agrees_with_what_it_was_made_of(
      @ForAll @IntRange(min = 1, max = 9_000_000) int micros,
      @ForAll @IntRange(min = 1, max = 999_999_999) int runs)
      throws UnusableOutputException {
    String millis = String.format(Locale.ROOT, "%.2f", micros / 1000.0);
    String out =
        SampleOutputs.LITERT_2
            .replace("count=418", "count=" + runs)
            .replace("(418 runs)", "(" + runs + " runs)")
            .replaceAll(
                "first=2402 .*",
                "first=9 curr=9 min=" + micros + " max=" + micros + " avg=" + micros + " std=0")
            .replaceAll("(Inference \\((?:avg|min)\\):\\s+)[0-9.]+", "$1" + millis);
    assertThat(parse(out).runs().minMicros()).isEqualTo(micros);
  }

  @Test
  void one_run_and_equal_runs_have_one_value() throws UnusableOutputException {
    SampleStatistics one =
        parse(SampleOutputs.withStatistics("count=1 curr=1234")).runs().statistics();
    assertThat(one.medianNanos()).isEqualTo(1_234_000);
    assertThat(one.p25Nanos()).isEqualTo(1_234_000);
    RunDistribution same =
        parse(SampleOutputs.withStatistics("count=5 curr=7(all same) p5=7 median=7 p95=7")).runs();
    assertThat(same.count()).isEqualTo(5);
    assertThat(same.maxMicros()).isEqualTo(7);
  }

  @Test
  void zero_runs_are_no_measurement() {
    assertThat(
            refusal(SampleOutputs.withStatistics("count=0 p5=0 median=0 p95=0"), "", 0, false)
                .kind())
        .isEqualTo(Kind.NO_MEASUREMENT);
  }

  @Test
  void ignored_flags_are_a_failure() {
    String out =
        "WARN: Unconsumed cmdline flags: --xnnpack_force_fp16=true\n" + SampleOutputs.CURRENT;
    UnusableOutputException refusal = refusal(out, "", 0, false);
    assertThat(refusal.kind()).isEqualTo(Kind.FLAGS_IGNORED);
    assertThat(refusal).hasMessageContaining("xnnpack_force_fp16");
  }

  @Test
  void a_silent_fallback_of_the_gpu_is_a_failure() {
    String gl =
        "Can not open OpenCL library on this device - dlopen failed\nFalling back to OpenGL\n";
    assertThat(refusal(SampleOutputs.OLD_GPU, gl, 0, true).kind()).isEqualTo(Kind.TOOL_UNUSABLE);
    assertThat(refusal("", gl, 1, true).kind()).isEqualTo(Kind.TOOL_UNUSABLE);
    String partly =
        "ERROR: Following operations are not supported by GPU delegate:\nCAST: Not supported.\n"
            + "3 operations will run on the GPU, and the remaining 1 operations will run on the"
            + " CPU.\n";
    assertThat(refusal(SampleOutputs.OLD_GPU, partly, 0, true).kind()).isEqualTo(Kind.FELL_BACK);
    assertThat(refusal(SampleOutputs.CURRENT, "", 0, true).kind()).isEqualTo(Kind.FELL_BACK);
  }

  @Test
  void errors_are_told_apart() {
    assertThat(refusal(SampleOutputs.UNREADABLE, "", 1, false).kind())
        .isEqualTo(Kind.MODEL_UNREADABLE);
    assertThat(refusal("", "ERROR: Disallowed CPU fallback detected.", 1, true).kind())
        .isEqualTo(Kind.MODEL_UNSUPPORTED);
    assertThat(refusal("", "sh: ./x: inaccessible or not found", 127, false).kind())
        .isEqualTo(Kind.TOOL_UNUSABLE);
    assertThat(refusal("", "/system/bin/sh: x: not executable: 64-bit ELF file", 1, false).kind())
        .isEqualTo(Kind.TOOL_UNUSABLE);
    assertThat(refusal(SampleOutputs.CURRENT, "Segmentation fault ", 139, false).kind())
        .isEqualTo(Kind.FAILED);
    assertThat(refusal(SampleOutputs.UNREADABLE, "", 1, false))
        .hasMessageContaining("Failed to load model");
  }

  @Test
  void ops_come_in_the_order_of_their_numbers_and_from_the_regular_runs()
      throws UnusableOutputException {
    assertThat(OpProfileParser.parse(SampleOutputs.CURRENT))
        .extracting(of -> of.name() + " " + of.nanos())
        .containsExactly("Convolution (NHWC, F32) IGEMM 1402000", "Add (ND) 305000");
  }

  @Test
  void an_older_table_has_one_column_more() throws UnusableOutputException {
    String old =
        SampleOutputs.CURRENT
            .replace("[node type]\t", "[node type]\t  [start]\t")
            .replaceAll("(IGEMM|\\(ND\\))\t    ", "$1\t    0.000\t    ");
    assertThat(OpProfileParser.parse(old))
        .extracting(of -> of.nanos())
        .containsExactly(1_402_000L, 305_000L);
  }

  @Test
  void the_usage_text_tells_the_flags() throws UnusableOutputException {
    ToolFlags flags =
        ToolFlags.parse(
            """
            \t--num_runs=50                  \tint32\toptional\tat least so many
            \t--graph=                      \tstring\trequired\tgraph file name
            \t--use_gpu=false               \tbool\toptional\tuse gpu
            """);
    assertThat(flags.knows("use_gpu")).isTrue();
    ToolSettings fp16 =
        new ToolSettings(ToolSettings.Delegate.XNNPACK, 1, ToolSettings.Precision.FP16);
    assertThat(fp16.unknownTo(flags))
        .containsExactly("num_threads", "use_xnnpack", "xnnpack_force_fp16");
  }

  /** Cuts, doubles and scrambles real outputs: never anything but a number of the text. */
  @Property(tries = 3000)
  void damaged_output_never_yields_a_latency_that_is_not_in_the_text(
      @ForAll @IntRange(max = 3) int sample, @ForAll long seed, @ForAll boolean gpu) {
    String text =
        damaged(
            List.of(
                    SampleOutputs.CURRENT,
                    SampleOutputs.OLD_GPU,
                    SampleOutputs.OLDEST,
                    SampleOutputs.LITERT_2)
                .get(sample),
            new Random(seed));
    try {
      RunDistribution runs = BenchmarkOutputParser.parse(text, "", 0, gpu).runs();
      assertThat(text).contains(Long.toString(runs.minMicros())).contains("count=" + runs.count());
      if (runs.medianMicros().isPresent()) {
        assertThat(text).contains(Long.toString(runs.medianMicros().getAsLong()));
      }
      assertThat(runs.averageMicros()).isGreaterThanOrEqualTo(runs.minMicros() * 0.9999);
    } catch (UnusableOutputException e) {
      assertThat(e.kind()).isNotNull();
    }
    try {
      assertThat(OpProfileParser.parse(text)).isNotEmpty();
    } catch (UnusableOutputException e) {
      assertThat(e.kind()).isNotNull();
    }
  }

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(damaged.length());
      switch (random.nextInt(5)) {
        case 0 -> damaged.setLength(Math.max(1, at));
        case 1 -> damaged.setCharAt(at, (char) random.nextInt(300));
        case 2 -> damaged.insert(at, Long.toString(random.nextLong()));
        case 3 -> damaged.delete(at, Math.min(damaged.length() - 1, at + random.nextInt(40)));
        default -> damaged.insert(at, damaged.substring(0, Math.min(damaged.length(), 300)));
      }
    }
    return damaged.toString();
  }

  @Property(tries = 1000)
  void any_text_is_refused_by_the_typed_error_alone(@ForAll String text, @ForAll int status) {
    assertThat(refusal(text, text, status, false).kind()).isNotNull();
    try {
      ToolFlags.parse(text);
    } catch (UnusableOutputException e) {
      assertThat(e.kind()).isEqualTo(Kind.TOOL_UNUSABLE);
    }
  }
}
