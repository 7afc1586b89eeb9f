package dev.meterfarm.agent.simulated;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The true latency of a simulated target: like real hardware, it computes channels in blocks (16
 * output, 8 input channels), so that latency climbs in stairs; it is bound by arithmetic or by
 * memory, whichever takes longer; it steps up where a kernel no longer fits into the cache; and
 * every kernel costs something to start. Thread-safe.
 */
public final class StairCaseLatency {
  private static final int OUTPUT_BLOCK = 16;
  private static final int INPUT_BLOCK = 8;
  private static final double CACHE_STEP = 1.35;

  /** What a fused op still costs for each element, in nanoseconds. */
  private static final double FUSED_ELEMENT_NANOS = 0.005;

  private final SimulatedSettings settings;

  public StairCaseLatency(SimulatedSettings settings) {
    this.settings = settings;
  }

  /** The latency of a network without any noise. */
  public double networkNanos(Graph graph) {
    double nanos = settings.invocationCost().toNanos();
    for (double kernel : kernelNanos(graph)) {
      nanos += kernel;
    }
    return nanos;
  }

  /** The latency of each kernel, in the order of {@link FusionRules#kernels}. */
  public List<Double> kernelNanos(Graph graph) {
    List<Double> nanos = new ArrayList<>();
    for (List<Integer> kernel : settings.rules().kernels(graph)) {
      nanos.add(kernelNanos(graph, kernel));
    }
    return nanos;
  }

  private double kernelNanos(Graph graph, List<Integer> kernel) {
    double arithmetic = operations(graph, graph.op(kernel.get(0))) / settings.gigaflops();
    double bytes = bytes(graph, kernel);
    double memory = bytes / settings.gigabytesPerSecond();
    double step = bytes > settings.cacheKilobytes() * 1024.0 ? CACHE_STEP : 1;
    double fused = 0;
    for (int op : kernel.subList(1, kernel.size())) {
      fused += FUSED_ELEMENT_NANOS * output(graph, graph.op(op)).shape().elements();
    }
    return settings.kernelCost().toNanos() + Math.max(arithmetic, memory * step) + fused;
  }

  private static Tensor output(Graph graph, Op op) {
    return graph.tensor(op.outputs().get(0));
  }

  /** Operations including those spent on padding channels up to whole blocks. */
  private static double operations(Graph graph, Op op) {
    Shape out = output(graph, op).shape();
    double positions = (double) out.elements() / Math.max(1, out.channels());
    return switch (op.type()) {
      case CONV, TRANSPOSED_CONV, FULLY_CONNECTED -> {
        Shape filter = graph.tensor(op.inputs().get(1)).shape();
        double window = (double) filter.elements() / filter.extent(0) / filter.channels();
        yield 2
            * positions
            * window
            * up(filter.channels(), INPUT_BLOCK)
            * up(out.channels(), OUTPUT_BLOCK);
      }
      case DWCONV -> {
        Shape filter = graph.tensor(op.inputs().get(1)).shape();
        double window = (double) filter.elements() / filter.channels();
        yield 4 * positions * window * up(out.channels(), OUTPUT_BLOCK);
      }
      case BATCH_MATMUL -> {
        int depth = graph.tensor(op.inputs().get(0)).shape().channels();
        yield 2 * positions * up(depth, INPUT_BLOCK) * up(out.channels(), OUTPUT_BLOCK);
      }
      case SIGMOID, TANH, GELU, ELU, EXP, SOFTMAX, HARD_SWISH -> 20.0 * out.elements();
      default -> 2.0 * inputElements(graph, op);
    };
  }

  private static double inputElements(Graph graph, Op op) {
    double elements = 0;
    for (int input : op.inputs()) {
      elements += input == Op.ABSENT ? 0 : graph.tensor(input).shape().elements();
    }
    return elements;
  }

  private static int up(int channels, int block) {
    return (channels + block - 1) / block * block;
  }

  /** Bytes of everything that enters or leaves the kernel, each tensor once. */
  private static double bytes(Graph graph, List<Integer> kernel) {
    Set<Integer> inside = new HashSet<>();
    Set<Integer> outside = new HashSet<>();
    for (int op : kernel) {
      graph.op(op).inputs().stream()
          .filter(input -> input != Op.ABSENT && !inside.contains(input))
          .forEach(outside::add);
      inside.addAll(graph.op(op).outputs());
    }
    outside.addAll(graph.op(kernel.get(kernel.size() - 1)).outputs());
    return outside.stream().mapToDouble(tensor -> graph.tensor(tensor).bytes()).sum();
  }
}
