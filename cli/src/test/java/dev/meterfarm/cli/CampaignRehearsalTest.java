package dev.meterfarm.cli;

import static dev.meterfarm.cli.Rehearsal.bundleIn;
import static dev.meterfarm.cli.Rehearsal.copyLedger;
import static dev.meterfarm.cli.Rehearsal.entries;
import static dev.meterfarm.cli.Rehearsal.forests;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.tflite.TfliteReader;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole campaigns on a simulated device, as a user starts them. */
class CampaignRehearsalTest {
  @TempDir static Path folder;

  /** Results of a campaign that nothing disturbed; no test changes them. */
  private static Path calm;

  @BeforeAll
  static void nothing_disturbs_a_campaign() {
    calm = folder.resolve("calm");

    assertThat(campaign(calm)).isZero();
  }

  @Test
  void a_campaign_finds_the_known_rules_and_predicts_networks_it_never_saw() throws Exception {
    Predictor predictor = Predictor.load(bundleIn(calm));

    Bundle bundle = predictor.bundle();
    assertThat(bundle.manifest().target().simulated()).isTrue();
    assertThat(bundle.rules().verdict("conv", "relu", RuleForm.OPS)).isEqualTo(Verdict.FUSED);
    assertThat(bundle.rules().verdict("conv", "sigmoid", RuleForm.OPS)).isEqualTo(Verdict.SEPARATE);
    assertThat(bundle.predictors().get(KernelFamily.CONV_1X1).accuracy().within10Percent())
        .isGreaterThan(80);
    Prediction prediction = predictor.predict(Zoo.network("mobilenet_v1"));
    assertThat(prediction.latencyMs()).isBetween(prediction.lowMs(), prediction.highMs());
    assertThat(entries(bundleIn(calm)).keySet())
        .contains("report.html", "samples/conv1x1.csv", "fusion-rules.json", "manifest.json");
  }

  @Test
  void networks_of_tensorflows_converter_are_explained_predicted_and_evaluated_in_full()
      throws Exception {
    List<Path> networks = networksOfTensorFlowsConverter();
    Predictor predictor = Predictor.load(bundleIn(calm));
    for (Path network : networks) {
      Graph graph = TfliteReader.read(network);
      Prediction prediction = predictor.predict(graph);
      assertThat(prediction.kernels().stream().flatMap(kernel -> kernel.ops().stream()))
          .as(network.toString())
          .extracting(op -> Integer.parseInt(op.substring(0, op.indexOf(':'))))
          .containsAll(IntStream.range(0, graph.ops().size()).boxed().toList());
      assertThat(prediction.kernels()).allMatch(kernel -> kernel.latencyMs() > 0);
    }
    for (String command : List.of("explain", "predict", "evaluate")) {
      List<String> arguments =
          new ArrayList<>(List.of(command, "--bundle", bundleIn(calm).toString()));
      if (command.equals("evaluate")) {
        arguments.addAll(List.of("--visits", "1", "--profiles", Rehearsal.PROFILES.toString()));
      }
      networks.forEach(network -> arguments.add(network.toString()));

      assertThat(code(arguments.toArray(String[]::new))).as(command).isZero();
    }
  }

  /** Those whose ops we all know, which leaves out the one that is there for the others. */
  private static List<Path> networksOfTensorFlowsConverter() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "graph/src/test/resources/fixtures"))) {
      List<Path> networks =
          files.filter(file -> !file.endsWith("unusual_ops.tflite")).sorted().toList();
      assertThat(networks).hasSizeGreaterThanOrEqualTo(8);
      return networks;
    }
  }

  /** The simulated device refuses to measure such an op, as runtimes do that lack it. */
  @ParameterizedTest
  @ValueSource(strings = {"predict", "explain", "evaluate"})
  void an_op_that_is_not_builtin_is_named_and_the_exit_code_says_so(String command)
      throws Exception {
    Path strange = folder.resolve(command + "-strange.tflite");
    TfliteWriter.write(withOpOfItsOwn(), strange);
    List<String> arguments =
        new ArrayList<>(List.of(command, "--bundle", bundleIn(calm).toString()));
    if (command.equals("evaluate")) {
      arguments.addAll(
          List.of("--json", "--visits", "1", "--profiles", Rehearsal.PROFILES.toString()));
    }
    arguments.add(strange.toString());

    Rehearsal.Ran ran = Rehearsal.run(arguments.toArray(String[]::new));

    assertThat(ran.code()).isEqualTo(ExitCode.PARTIAL.code());
    assertThat(ran.out()).contains("MyOp");
  }

  private static Graph withOpOfItsOwn() {
    Tensor in = Tensor.variable("in", Shape.of(1, 8, 8, 4));
    Tensor between = Tensor.variable("between", Shape.of(1, 8, 8, 4));
    Tensor out = Tensor.variable("out", Shape.of(1, 8, 8, 4));
    return new Graph(
        "strange",
        List.of(in, between, out),
        List.of(
            new Op(OpType.RELU, List.of(0), List.of(1), new Attributes.None()),
            new Op(OpType.CUSTOM, List.of(1), List.of(2), new Attributes.Custom("MyOp"))),
        List.of(0),
        List.of(2));
  }

  @Test
  void files_of_which_none_can_be_read_are_wrong_input() throws Exception {
    Path bad = Files.writeString(folder.resolve("none.tflite"), "no model");
    for (List<String> command :
        List.of(
            List.of("predict"),
            List.of("explain"),
            List.of("evaluate", "--profiles", Rehearsal.PROFILES.toString()))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--bundle", bundleIn(calm).toString(), bad.toString()));
      assertThat(code(arguments.toArray(String[]::new)))
          .as(command.get(0))
          .isEqualTo(ExitCode.INVALID_INPUT.code());
    }
  }

  @Test
  void what_is_printed_for_programs_is_what_the_documents_show() throws Exception {
    Path good = networksOfTensorFlowsConverter().get(0);
    Path bad = Files.writeString(folder.resolve("bad.tflite"), "no model");
    for (List<String> command :
        List.of(
            List.of("predict"),
            List.of("evaluate", "--visits", "1", "--profiles", Rehearsal.PROFILES.toString()))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--json", "--bundle", bundleIn(calm).toString()));
      arguments.addAll(List.of(good.toString(), bad.toString()));

      Rehearsal.Ran ran = Rehearsal.run(arguments.toArray(String[]::new));

      assertThat(ran.code()).isEqualTo(ExitCode.PARTIAL.code());
      Set<String> documented =
          DocumentedJson.fieldsOf("bin/coordinator " + command.get(0) + " --json");
      assertThat(DocumentedJson.fieldsIn(ran.out(), documented))
          .containsExactlyElementsOf(documented);
    }
  }

  @Test
  void a_plan_tells_phases_jobs_and_time_and_measures_nothing() {
    Path out = folder.resolve("planned");
    Rehearsal.Ran ran =
        Rehearsal.run(
            "run-campaign",
            "--plan",
            "--profiles",
            Rehearsal.PROFILES.toString(),
            "--out",
            out.toString());
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("seconds", "jobs", "fusion", "visits", "sampling", "closing");
    assertThat(out).doesNotExist();
  }

  @Test
  void a_browser_that_finds_fault_with_a_page_is_heard() throws Exception {
    HeadlessBrowser browser = HeadlessBrowser.require(Files.createTempDirectory(folder, "browser"));

    HeadlessBrowser.Look look =
        browser.open(
            "<!doctype html><svg width=50 height=50><text x=40 y=40>too long</text></svg><p style='width:900px'>wide</p>"
                + "<script>console.error('no')</script>",
            600,
            folder.resolve("bad.png"));

    assertThat(look.contentWidth()).isGreaterThan(look.width());
    assertThat(look.plots().get(0).cutTexts()).containsExactly("too long");
    assertThat(look.complaints()).hasSize(1);
  }

  /** Pictures stay in {@code target} for a look at them. */
  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void the_report_comes_out_well_on_a_desk_and_on_a_phone(int width) throws Exception {
    HeadlessBrowser browser = HeadlessBrowser.require(Files.createTempDirectory(folder, "browser"));
    String report = new String(entries(bundleIn(calm)).get("report.html"), UTF_8);
    Path picture = Path.of("target", "report-" + width + ".png");

    HeadlessBrowser.Look look = browser.open(report, width, picture);

    assertThat(look.complaints()).isEmpty();
    assertThat(look.width()).isEqualTo(width);
    assertThat(look.contentWidth()).as("width of the content").isLessThanOrEqualTo(width);
    assertThat(look.plots())
        .extracting(HeadlessBrowser.Plot::name)
        .contains(
            "Networks, predicted against measured",
            "conv1x1, frozen test set",
            "binary, frozen test set",
            "error per kernel over rounds");
    assertThat(look.plots())
        .allSatisfy(
            plot -> {
              assertThat(plot.width()).as(plot.name()).isBetween(280.0, 760.0);
              assertThat(plot.height()).as(plot.name()).isGreaterThan(100);
              assertThat(plot.marks()).as(plot.name()).isPositive();
              assertThat(plot.cutTexts()).as(plot.name()).isEmpty();
            });
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isGreaterThanOrEqualTo(width);
    assertThat(
            IntStream.range(0, image.getHeight())
                .flatMap(y -> IntStream.range(0, width).map(x -> image.getRGB(x, y)))
                .distinct()
                .limit(100)
                .count())
        .as("colours of the picture")
        .isEqualTo(100);
  }

  @Test
  void an_interrupted_campaign_goes_on_and_ends_with_the_same_forests() throws Exception {
    Path broken = folder.resolve("broken");
    FutureTask<Integer> stopped = new FutureTask<>(() -> campaign(broken));
    Thread worker = new Thread(stopped);
    worker.start();
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> stopped.isDone() || isInSecondRound(broken));
    worker.interrupt();

    assertThat(stopped.get(3, TimeUnit.MINUTES)).isEqualTo(ExitCode.INTERRUPTED.code());
    assertThat(doneJobs(broken)).isNotEqualTo(doneJobs(calm));

    assertThat(campaign(broken, "--resume")).isZero();
    assertThat(doneJobs(broken)).isEqualTo(doneJobs(calm));
    assertThat(forests(broken)).isEqualTo(forests(calm));
  }

  @Test
  void a_finished_campaign_goes_on_with_another_budget() throws Exception {
    Path out = folder.resolve("extended");
    copyLedger(calm, out);

    assertThat(campaign("24 jobs", out, "--resume")).isZero();
    Set<String> extended = doneJobs(out);
    assertThat(extended).containsAll(doneJobs(calm));

    String profiles = Rehearsal.PROFILES.toString();
    assertThat(
            code("run-campaign", "--resume", "--json", "--profiles", profiles, "--out", out + ""))
        .as("what is not said stays as it was")
        .isZero();
    assertThat(doneJobs(out)).isEqualTo(extended);

    assertThat(campaign(out, "--resume")).isZero();
    assertThat(doneJobs(out)).containsAll(extended);
  }

  @Test
  void a_new_bundle_can_be_made_without_the_device() throws Exception {
    Path out = folder.resolve("retrained");
    copyLedger(calm, out);

    assertThat(code("retrain", "--json", "--out", out.toString())).isZero();

    assertThat(forests(out)).isEqualTo(forests(calm)).isNotEmpty();
    assertThat(learningCurves(out)).isEqualTo(learningCurves(calm)).contains("polyline");
  }

  /** Retraining leaves out most trainings, so the curves come from the ledger. */
  private static String learningCurves(Path out) throws IOException {
    String report = new String(entries(bundleIn(out)).get("report.html"), UTF_8);
    int start = report.indexOf("<svg", report.indexOf("error per kernel over rounds") - 200);
    return report.substring(start, report.indexOf("</svg>", start));
  }

  private static boolean isInSecondRound(Path out) throws SQLException {
    return doneJobs(out).stream().anyMatch(key -> key.contains("samples/r001/"));
  }

  /** Keys of the jobs that the ledger has results of. The campaign may be running. */
  private static Set<String> doneJobs(Path out) throws SQLException {
    Path ledger = Places.ledger(out).resolve(SqliteStore.FILE_NAME);
    if (!Files.exists(ledger)) {
      return Set.of();
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        PreparedStatement query =
            connection.prepareStatement("SELECT job_key FROM job WHERE state = 'DONE'");
        ResultSet rows = query.executeQuery()) {
      Set<String> keys = new TreeSet<>();
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
      return keys;
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains("no such table")) {
        return Set.of(); // the ledger is just being made
      }
      throw e;
    }
  }

  private static int campaign(Path out, String... more) {
    return campaign(Rehearsal.BUDGET, out, more);
  }

  private static int campaign(String budget, Path out, String... more) {
    String[] words = Rehearsal.campaign("simulated-a", budget, "--out", out.toString());
    return code(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new));
  }

  /** That of a command that has nothing to complain about. */
  private static int code(String... arguments) {
    Rehearsal.Ran ran = Rehearsal.run(arguments);
    assertThat(ran.errors()).isEmpty();
    return ran.code();
  }
}
