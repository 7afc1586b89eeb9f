package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.openvino.IrVersion;
import dev.meterfarm.graph.openvino.OpenVinoWriter;
import dev.meterfarm.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The models by which alone drift is judged: one is bound by arithmetic, one by memory, one by the
 * cost of starting kernels. They never change. A visit costs the start of the tool, so they are due
 * now and then, not around every job. For one thread.
 */
final class OpenVinoReferences {
  private static final long SEED = 1;
  private static final Duration PAUSE = Duration.ofSeconds(25);

  /** A reference model as a file; visited with always as many runs. */
  record Reference(String name, Path file, long runs) {}

  private final Path folder;
  private final Map<String, List<Reference>> written = new HashMap<>();
  private final Map<String, Long> visitedAt = new HashMap<>();

  OpenVinoReferences(Path folder) {
    this.folder = folder;
  }

  /** The models to visit now for a target; none if the last visit was not long ago. */
  List<Reference> due(OpenVinoTarget target, IrVersion version) {
    long now = System.nanoTime();
    Long last = visitedAt.get(target.name());
    if (last != null && now - last < PAUSE.toNanos()) {
      return List.of();
    }
    visitedAt.put(target.name(), now);
    return all(target, version);
  }

  /** The smallest one, to see whether the tool works at all. */
  Reference small(OpenVinoTarget target, IrVersion version) {
    return all(target, version).get(2);
  }

  private List<Reference> all(OpenVinoTarget target, IrVersion version) {
    return written.computeIfAbsent(
        target.name() + "-" + version,
        key -> {
          Path own = folder.resolve(key);
          try {
            Files.createDirectory(own);
          } catch (IOException e) {
            throw new DeviceException(
                ErrorCode.STORAGE_FAILED, "cannot make folder " + own + " for models", e);
          }
          return List.of(
              write(compute(), 30, own, target, version),
              write(memory(), 10, own, target, version),
              write(small(), 200, own, target, version));
        });
  }

  private static Reference write(
      Graph graph, long runs, Path folder, OpenVinoTarget target, IrVersion version) {
    Path file = folder.resolve(graph.name() + ".xml");
    OpenVinoWriter.write(graph, file, version, target.precision());
    return new Reference(graph.name(), file, runs);
  }

  /** 130 million multiply-adds on 0.7 MB. */
  private static Graph compute() {
    GraphBuilder graph = new GraphBuilder("compute", SEED);
    int x = graph.input(Shape.of(1, 28, 28, 128));
    return graph.build(graph.globalMean(graph.conv(x, 144, 3, 1, Activation.NONE), true));
  }

  /** A sum of two tensors of 4 MB. */
  private static Graph memory() {
    GraphBuilder graph = new GraphBuilder("memory", SEED);
    Shape shape = Shape.of(1, 128, 128, 64);
    int left = graph.input(shape);
    return graph.build(graph.add(left, graph.input(shape), Activation.NONE));
  }

  /** Eighteen kernels of a microsecond or less each. */
  private static Graph small() {
    GraphBuilder graph = new GraphBuilder("small", SEED);
    int x = graph.input(Shape.of(1, 7, 7, 16));
    for (int i = 0; i < 6; i++) {
      x = graph.conv(x, 16, 1, 1, Activation.NONE);
      x = graph.dwconv(x, 3, 1, Activation.RELU);
      x = graph.unary(OpType.HARD_SWISH, x);
    }
    return graph.build(x);
  }
}
