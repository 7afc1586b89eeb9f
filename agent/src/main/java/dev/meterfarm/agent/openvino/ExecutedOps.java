package dev.meterfarm.agent.openvino;

import dev.meterfarm.protocol.measurement.ExecutedOp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ops that a runtime executed, by what it tells of itself. Each is named by the ops of the
 * graph that it stands for, so that the same op in two models has the same name: {@code Convolution
 * [conv+relu]}. What the runtime added at the model's edges and between layouts is left out.
 */
final class ExecutedOps {
  /**
   * Layers are named by our writer: {@code op12_conv}, and {@code op12_conv/Add_1} for its bias. A
   * matrix product with a bias is told by its bias alone.
   */
  private static final Pattern LAYER = Pattern.compile("(op\\d+_([a-z0-9-]+))(?:/Add_\\d+)?");

  private ExecutedOps() {}

  /** From the graph that a CPU or GPU executes. */
  static List<ExecutedOp> of(List<ExecutionGraph.Node> nodes) {
    List<ExecutedOp> ops = new ArrayList<>();
    for (ExecutionGraph.Node node : nodes) {
      add(node.type(), node.layers(), node.nanos(), ops);
    }
    return List.copyOf(ops);
  }

  /** From the counters of a device whose graph tells nothing. */
  static List<ExecutedOp> ofRows(List<CountersReport.Row> rows) {
    List<ExecutedOp> ops = new ArrayList<>();
    for (CountersReport.Row row : rows) {
      if (row.state() == CountersReport.State.EXECUTED && !row.isAdded()) {
        add(row.type(), List.of(row.name().split("[,+]")), row.nanos(), ops);
      }
    }
    return List.copyOf(ops);
  }

  private static void add(String type, List<String> layers, long nanos, List<ExecutedOp> ops) {
    Map<String, String> words = new LinkedHashMap<>();
    boolean transposes = false;
    for (String layer : layers) {
      Matcher named = LAYER.matcher(layer.strip());
      if (named.matches()) {
        words.put(named.group(1), named.group(2));
      }
      transposes |= layer.contains("/Transpose_");
    }
    // What is left has to do with constants, whose layout is changed before the first run.
    if (!words.isEmpty() || transposes) {
      ops.add(new ExecutedOp(type + " [" + String.join("+", words.values()) + "]", nanos));
    }
  }
}
