package dev.meterfarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.tflite.TfliteReader;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole campaigns on the simulated device, as a user starts them. */
class CampaignRehearsalTest {
  private static final Path PROFILES = Path.of("..", "device-profiles");

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
        arguments.addAll(List.of("--visits", "1", "--profiles", PROFILES.toString()));
      }
      networks.forEach(network -> arguments.add(network.toString()));

      assertThat(run(arguments.toArray(String[]::new))).as(command).isZero();
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
    assertThat(forests(broken).equals(forests(calm))).as("equal forests").isTrue();
  }

  @Test
  void a_finished_campaign_goes_on_with_another_budget() throws Exception {
    Path out = Files.createDirectories(folder.resolve("extended"));
    copyLedger(calm, out);

    assertThat(campaignOn("simulated-a", "60 jobs", out, "--resume")).isZero();
    Set<String> extended = doneJobs(out);
    assertThat(extended).containsAll(doneJobs(calm));

    assertThat(campaign(out, "--resume")).isZero();
    assertThat(doneJobs(out)).containsAll(extended);
  }

  @Test
  void a_new_bundle_can_be_made_without_the_device() throws Exception {
    Path out = Files.createDirectories(folder.resolve("retrained"));
    copyLedger(calm, out);

    assertThat(run("retrain", "--json", "--out", out.toString())).isZero();

    assertThat(forests(out)).isEqualTo(forests(calm)).isNotEmpty();
    assertThat(learningCurves(out)).isEqualTo(learningCurves(calm)).contains("polyline");
  }

  /** Retraining leaves out most trainings, so the curves come from the ledger. */
  private static String learningCurves(Path out) throws IOException {
    String report = new String(entries(bundleIn(out)).get("report.html"), UTF_8);
    int start = report.indexOf("<svg", report.indexOf("error per kernel over rounds") - 200);
    return report.substring(start, report.indexOf("</svg>", start));
  }

  @Test
  void several_devices_share_the_work_and_the_broken_one_is_left_out() throws Exception {
    Path out = folder.resolve("rack");
    assertThat(campaignOn("simulated-rack", "30 jobs", out)).isZero();

    Bundle bundle = Predictor.load(bundleIn(out)).bundle();
    assertThat(bundle.manifest().provenance().get("devices"))
        .contains("simulated-rack-1 1.0000")
        .contains("simulated-rack-2 1.0000")
        .containsPattern("simulated-rack-3 1\\.0[78]")
        .containsPattern("simulated-rack-4 1\\.[56]\\d* \\(left out\\)");
    assertThat(bundle.predictors().get(KernelFamily.CONV_1X1).accuracy().within10Percent())
        .isGreaterThan(80);
    assertThat(new String(entries(bundleIn(out)).get("report.html"), StandardCharsets.UTF_8))
        .contains("<h2>Devices</h2>", "not like the others");

    Path again = Files.createDirectories(folder.resolve("rack-retrained"));
    copyLedger(out, again);
    assertThat(run("retrain", "--json", "--out", again.toString())).isZero();
    assertThat(forests(again)).isEqualTo(forests(out)).isNotEmpty();
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

  private static void copyLedger(Path from, Path to) throws IOException {
    Path source = Places.ledger(from);
    Path copy = Files.createDirectory(Places.ledger(to));
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }

  private static int campaign(Path out, String... more) {
    return campaignOn("simulated-a", "30 jobs", out, more);
  }

  private static int campaignOn(String target, String budget, Path out, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "run-campaign",
                    "--json",
                    "--target",
                    target,
                    "--budget",
                    budget,
                    "--kernels",
                    "conv1x1,binary",
                    "--profiles",
                    PROFILES.toString(),
                    "--out",
                    out.toString()),
                Stream.of(more))
            .toList();
    return run(arguments.toArray(String[]::new));
  }

  private static int run(String... arguments) {
    StringWriter errors = new StringWriter();
    int code = CoordinatorMain.run(arguments, new PrintWriter(errors));
    assertThat(errors.toString()).isEmpty();
    return code;
  }

  private static Path bundleIn(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
  }

  private static Map<String, byte[]> forests(Path out) throws IOException {
    Map<String, byte[]> forests = entries(bundleIn(out));
    forests.keySet().removeIf(name -> !name.endsWith(".onnx") && !name.equals("fusion-rules.json"));
    return new ByContent(forests);
  }

  private static Map<String, byte[]> entries(Path zip) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        entries.put(entry.getName(), file.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  /** Compares the arrays by content. */
  private static final class ByContent extends TreeMap<String, byte[]> {
    private static final long serialVersionUID = 1L;

    ByContent(Map<String, byte[]> map) {
      super(map);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByContent map
          && keySet().equals(map.keySet())
          && keySet().stream().allMatch(key -> Arrays.equals(get(key), map.get(key)));
    }

    @Override
    public int hashCode() {
      return keySet().hashCode();
    }
  }
}
