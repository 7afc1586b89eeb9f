package dev.meterfarm.agent.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures model files and prints statistics of the runs. */
@Command(
    name = "measure",
    description = {
      "Measures model files on a target.",
      "Every model is visited several times, spread over time and in turn with the others; its"
          + " label is the smallest of the visits' label statistics, as campaigns use it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class MeasureCommand implements Callable<Integer> {
  private static final int MOST_VISITS = 1000;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "NAME",
      description = "Target to measure on; 'agent targets' lists them.")
  private String target;

  @Option(
      names = "--visits",
      defaultValue = "3",
      paramLabel = "N",
      description = "Visits to each model (default: ${DEFAULT-VALUE}).")
  private int visits;

  @Option(
      names = "--pause",
      defaultValue = "2s",
      converter = DurationConverter.class,
      paramLabel = "DURATION",
      description = "Least time from one visit to the next (default: ${DEFAULT-VALUE}).")
  private Duration pause;

  @Option(
      names = "--quick",
      description =
          "A first number in seconds: one visit to each model. Nothing is seen of drift and bad spells,"
              + " and the output says so.")
  private boolean quick;

  @Option(names = "--json", description = "Print JSON, as documented in docs/json.md.")
  private boolean asJson;

  @Parameters(arity = "1..*", paramLabel = "MODEL", description = "Files, .tflite.")
  private List<Path> files;

  @Mixin private ProfilesOption profiles;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    if (visits < 1 || visits > MOST_VISITS) {
      throw new ParameterException(
          spec.commandLine(), "--visits must be from 1 to " + MOST_VISITS + ", but is " + visits);
    }
    if (quick && spec.commandLine().getParseResult().hasMatchedOption("--visits")) {
      throw new ParameterException(
          spec.commandLine(), "--quick means one visit; leave out --visits, or --quick");
    }
    List<MeasuredFile> measured;
    try (LocalAgent agent = LocalAgent.open(profiles.folder(), Set.of(target))) {
      Device device = agent.devices().get(0);
      measured = new FileMeasuring(device, target, quick ? 1 : visits, pause).measure(files);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      out.println(json(measured));
    } else {
      table(measured, out);
      if (quick) {
        out.println(
            "quick: one visit each, for a first look; 'measure' without --quick sees drift");
      }
    }
    out.flush();
    boolean complete = measured.stream().allMatch(of -> of.error().isEmpty());
    return (complete ? ExitCode.OK : ExitCode.PARTIAL).code();
  }

  private String mode() {
    return quick ? "quick" : "full";
  }

  private String json(List<MeasuredFile> measured) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ArrayNode array = mapper.createArrayNode();
    for (MeasuredFile of : measured) {
      ObjectNode node = array.addObject();
      node.put("model", of.file().toString()).put("target", target).put("mode", mode());
      if (of.error().isPresent()) {
        node.put("error", of.error().get());
        continue;
      }
      node.put("visits", of.visits()).put("runs", of.runs());
      put(node, "labelMs", of.labelNanos());
      node.put("labelStatistic", of.labelStatistic());
      put(node, "minMs", of.minNanos());
      put(node, "p5Ms", of.p5Nanos());
      put(node, "p25Ms", of.p25Nanos());
      put(node, "medianMs", of.medianNanos());
      put(node, "p95Ms", of.p95Nanos());
      put(node, "meanMs", of.meanNanos());
    }
    return mapper.writeValueAsString(array);
  }

  private static void table(List<MeasuredFile> measured, PrintWriter out) {
    out.printf(
        "%-40s %6s %8s %11s %11s %11s %11s%n",
        "MODEL", "VISITS", "RUNS", "LABEL ms", "MIN ms", "MEDIAN ms", "P95 ms");
    for (MeasuredFile of : measured) {
      if (of.error().isPresent()) {
        out.printf("%-40s %s%n", of.file(), of.error().get());
      } else {
        out.printf(
            Locale.ROOT,
            "%-40s %6d %8d %11s %11s %11s %11s%n",
            of.file(),
            of.visits(),
            of.runs(),
            millis(of.labelNanos()),
            millis(of.minNanos()),
            millis(of.medianNanos()),
            millis(of.p95Nanos()));
      }
    }
  }

  /** What a tool does not tell is left out. */
  private static String millis(double nanos) {
    return Double.isNaN(nanos) ? "-" : String.format(Locale.ROOT, "%.4f", nanos / 1e6);
  }

  private static void put(ObjectNode node, String field, double nanos) {
    if (Double.isNaN(nanos)) {
      node.putNull(field);
    } else {
      node.put(field, nanos / 1e6);
    }
  }
}
