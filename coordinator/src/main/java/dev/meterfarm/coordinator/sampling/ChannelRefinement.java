package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Neighbours of a configuration that differ in channels only, where latency has its steps. Half are
 * drawn between 0.4 and 1.2 times the channels (nn-Meter's range), half sit on a multiple of 8, 16
 * or 32, or one beside it. Stateless and thread-safe.
 */
public final class ChannelRefinement {
  private static final double LOW = 0.4;
  private static final double HIGH = 1.2;
  private static final int[] STEPS = {8, 16, 32};
  private static final int TRIES_PER_NEIGHBOUR = 4;

  private ChannelRefinement() {}

  /**
   * Up to {@code count} different neighbours, none the configuration itself; fewer, or none, where
   * the kernel's ops give channels no meaning.
   */
  public static List<KernelConfiguration> neighbours(
      KernelConfiguration configuration, int count, Random random) {
    int in = inputChannels(configuration.graph());
    int out = outputChannels(configuration.graph());
    List<KernelConfiguration> found = new ArrayList<>(count);
    Set<String> seen = new HashSet<>(Set.of(configuration.hash()));
    for (int i = 0; i < TRIES_PER_NEIGHBOUR * count && found.size() < count; i++) {
      Optional<KernelConfiguration> next =
          withChannels(configuration, vary(in, random), vary(out, random));
      if (next.isPresent() && seen.add(next.get().hash())) {
        found.add(next.get());
      }
    }
    return found;
  }

  /**
   * The configuration with other channels, rounded to what its groups and splits allow; empty where
   * that makes no sense.
   *
   * @param inputChannels innermost extent of the first operand; other operands follow
   * @param outputChannels what a convolution, matrix product or fully connected layer makes;
   *     without meaning for other kernels
   */
  public static Optional<KernelConfiguration> withChannels(
      KernelConfiguration configuration, int inputChannels, int outputChannels) {
    return ChannelRebuild.rebuild(configuration.graph(), inputChannels, outputChannels)
        .flatMap(graph -> KernelConfiguration.of(configuration.family(), graph));
  }

  private static int vary(int channels, Random random) {
    double wanted = channels * (LOW + (HIGH - LOW) * random.nextDouble());
    if (random.nextBoolean()) {
      int step = STEPS[random.nextInt(STEPS.length)];
      long aligned = Math.max(1, Math.round(wanted / step)) * step;
      return (int) Math.max(1, aligned + random.nextInt(3) - 1);
    }
    return (int) Math.max(1, Math.round(wanted));
  }

  static int inputChannels(Graph graph) {
    return graph.inputs().isEmpty() ? 1 : graph.tensor(graph.inputs().get(0)).shape().channels();
  }

  static int outputChannels(Graph graph) {
    Op first = graph.ops().get(0);
    for (Op op : graph.ops()) {
      if (makesChannels(op)) {
        first = op;
        break;
      }
    }
    Shape shape = graph.tensor(first.outputs().get(0)).shape();
    return shape.channels();
  }

  private static boolean makesChannels(Op op) {
    return switch (op.type()) {
      case CONV, TRANSPOSED_CONV, FULLY_CONNECTED, BATCH_MATMUL -> true;
      default -> false;
    };
  }
}
