package dev.meterfarm.agent.child;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.agent.DamagedText;
import dev.meterfarm.agent.child.ReplyParser.UnusableReplyException;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Whatever a child says, it is refused by the one typed error or tells numbers of its own line. */
class ReplyFuzzTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEASURED =
      "{\"code\":null,\"message\":null,\"roundNanos\":[52113.25,51987.5],\"pooled\":{\"runs\":41,"
          + "\"minNanos\":51011,\"p5Nanos\":51222.5,\"p25Nanos\":51987.5,\"medianNanos\":52400.75,"
          + "\"p95Nanos\":61009.125,\"meanNanos\":53123.456,\"standardDeviationNanos\":1.5e3},"
          + "\"executed\":[{\"name\":\"Convolution (NHWC, F32) IGEMM\",\"nanos\":48000}]}";
  private static final String FAILED =
      "{\"code\":\"MODEL_UNSUPPORTED\",\"message\":\"the gpu delegate lacks CAST\","
          + "\"roundNanos\":[],\"pooled\":null,\"executed\":[]}";
  private static final List<String> REPLIES =
      List.of(
          "{\"type\":\"ready\",\"runtimeVersion\":\"2.3.0\",\"pinned\":true,\"cpus\":\"1\","
              + "\"invocationNanos\":905.5,\"facts\":{\"gpu\":\"SwiftShader Device\","
              + "\"gpuDriver\":\"20971520\",\"softwareGpu\":\"true\",\"clock\":\"cpu\"}}",
          "{\"type\":\"broken\",\"code\":\"RUNTIME_MISSING\",\"message\":\"no Vulkan driver\"}",
          "{\"type\":\"at\",\"model\":1,\"step\":\"run\"}",
          "{\"type\":\"done\",\"outcomes\":["
              + MEASURED
              + ","
              + FAILED
              + "],\"references\":[{\"model\":\"compute\",\"nanos\":812345.5,\"atMillis\":17}],"
              + "\"environment\":{\"loadMicros\":\"8312\",\"compiledBefore\":\"2\"}}");
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "\"12\"",
          "\"NaN\"",
          "[]",
          "{}",
          "[null]",
          "[0]",
          "0",
          "-1",
          "2.5",
          "1e999",
          "1e-999",
          "99999999999999999999",
          "{\"type\":\"at\",\"model\":0,\"step\":\"run\"}");

  /** Those of them that are times, if no number of runs. */
  private static final List<String> TIMES_AFTER_ALL = List.of("2.5", "99999999999999999999");

  @Test
  void replies_as_they_should_be_are_read() throws UnusableReplyException {
    for (String reply : REPLIES) {
      requireItsOwnNumbers(ReplyParser.parse(reply), reply);
    }
    ChildReply.Done done = (ChildReply.Done) ReplyParser.parse(REPLIES.get(3));
    assertThat(done.outcomes().get(0).pooled().minNanos()).isEqualTo(51_011);
    assertThat(done.outcomes().get(1).code()).isNotNull();
  }

  @Property(tries = 2000)
  void a_damaged_line(
      @ForAll @IntRange(max = 3) int reply,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int edits) {
    requireReplyOrRefusal(DamagedText.of(REPLIES.get(reply), new Random(seed), edits));
  }

  @Property(tries = 3000)
  void a_reply_with_something_odd_in_it(
      @ForAll @IntRange(max = 3) int reply,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int edits)
      throws JsonProcessingException {
    Random random = new Random(seed);
    JsonNode root = JSON.readTree(REPLIES.get(reply));
    for (int i = 0; i < edits; i++) {
      makeOdd(root, random);
    }
    // As nodes of a tree some of them would be written otherwise, such as 1e-999.
    requireReplyOrRefusal(
        Pattern.compile("\"odd value ([0-9]+)\"")
            .matcher(root.toString())
            .replaceAll(
                of -> Matcher.quoteReplacement(ODD_VALUES.get(Integer.parseInt(of.group(1))))));
  }

  @Property(tries = 1000)
  void any_text(@ForAll String text) {
    requireReplyOrRefusal(text);
  }

  @Test
  void nothing_that_is_missing_or_odd_becomes_a_number() {
    for (String field :
        List.of(
            "runs", "minNanos", "p5Nanos", "p25Nanos", "medianNanos", "p95Nanos", "meanNanos")) {
      String pattern = "\"" + field + "\":[0-9.]+,";
      String done = REPLIES.get(3);
      requireRefusal(done.replaceFirst(pattern, ""));
      for (String odd : ODD_VALUES) {
        if (field.equals("runs") || !TIMES_AFTER_ALL.contains(odd)) {
          requireRefusal(done.replaceFirst(pattern, "\"" + field + "\":" + odd + ","));
        }
      }
      requireRefusal(done.replaceFirst("(" + pattern + ")", "$1$1"));
    }
    requireRefusal(REPLIES.get(2).replace("\"model\":1,", ""));
    requireRefusal(REPLIES.get(2) + REPLIES.get(2));
  }

  @Test
  void an_endless_line_is_quoted_in_short() {
    String line = "x".repeat(1 << 20);
    try {
      ReplyParser.parse(line);
    } catch (UnusableReplyException e) {
      assertThat(e.getMessage()).hasSizeLessThan(1_000).contains("xxx...");
      return;
    }
    throw new AssertionError("was accepted");
  }

  private static void requireRefusal(String line) {
    try {
      ReplyParser.parse(line);
    } catch (UnusableReplyException e) {
      return;
    }
    throw new AssertionError("was accepted: " + line);
  }

  private static void requireReplyOrRefusal(String line) {
    try {
      requireItsOwnNumbers(ReplyParser.parse(line), line);
    } catch (UnusableReplyException e) {
      assertThat(e).hasMessageStartingWith("it said something that is no reply: ");
    }
  }

  private static void requireItsOwnNumbers(ChildReply reply, String line) {
    Set<Double> told = new HashSet<>();
    Matcher number = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?").matcher(line);
    while (number.find()) {
      told.add(Double.parseDouble(number.group()));
    }
    if (reply instanceof ChildReply.Ready ready) {
      requireTime(ready.invocationNanos(), told);
    } else if (reply instanceof ChildReply.At at) {
      assertThat(told).contains((double) at.model());
    } else if (reply instanceof ChildReply.Done done) {
      for (ReferenceReading reading : done.references()) {
        requireTime(reading.nanos(), told);
        assertThat(told).contains((double) reading.atMillis());
      }
      done.outcomes().stream()
          .filter(of -> of.code() == null)
          .forEach(of -> requireItsOwnNumbers(of, told));
    }
  }

  private static void requireItsOwnNumbers(ChildReply.Outcome of, Set<Double> told) {
    assertThat(of.roundNanos()).isNotEmpty().allSatisfy(nanos -> requireTime(nanos, told));
    SampleStatistics pooled = of.pooled();
    DoubleStream.of(
            pooled.runs(),
            pooled.minNanos(),
            pooled.p5Nanos(),
            pooled.p25Nanos(),
            pooled.medianNanos(),
            pooled.p95Nanos(),
            pooled.meanNanos())
        .forEach(value -> requireTime(value, told));
    assertThat(pooled.standardDeviationNanos()).isNotNegative().isFinite();
    assertThat(told).contains(pooled.standardDeviationNanos());
    for (ExecutedOp op : of.executed()) {
      assertThat(told).contains((double) op.nanos());
    }
  }

  private static void requireTime(double value, Set<Double> told) {
    assertThat(value).isPositive().isFinite();
    assertThat(told).contains(value);
  }

  /** Removes something of a tree, adds something to it, or puts something odd in its place. */
  private static void makeOdd(JsonNode root, Random random) {
    List<ContainerNode<?>> containers = new ArrayList<>();
    collect(root, containers);
    ContainerNode<?> of = containers.get(random.nextInt(containers.size()));
    String odd = "odd value " + random.nextInt(ODD_VALUES.size());
    if (of instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      names.add("unknown");
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.put(name, odd);
      }
    } else if (of instanceof ArrayNode array) {
      if (array.isEmpty() || random.nextInt(3) == 0) {
        array.add(odd);
      } else if (random.nextBoolean()) {
        array.remove(random.nextInt(array.size()));
      } else {
        array.set(random.nextInt(array.size()), JSON.getNodeFactory().textNode(odd));
      }
    }
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> into) {
    if (node instanceof ContainerNode<?> container) {
      into.add(container);
      container.forEach(child -> collect(child, into));
    }
  }
}
