package dev.meterfarm.agent.child;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.tflite.TfliteWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The models that run all along, and by which alone drift is judged: one is bound by arithmetic,
 * one by memory, one by the cost of starting kernels. They never change, or readings of different
 * versions could not be compared.
 */
public final class ReferenceModels {
  private static final long SEED = 1;

  private ReferenceModels() {}

  /** 16 million multiply-adds on 0.4 MB. */
  static Graph compute() {
    GraphBuilder graph = new GraphBuilder("compute", SEED);
    int x = graph.input(Shape.of(1, 14, 14, 96));
    return graph.build(graph.conv(x, 96, 3, 1, Activation.NONE));
  }

  /** A sum of two tensors of 4 MB. */
  public static Graph memory() {
    GraphBuilder graph = new GraphBuilder("memory", SEED);
    Shape shape = Shape.of(1, 128, 128, 64);
    int left = graph.input(shape);
    return graph.build(graph.add(left, graph.input(shape), Activation.NONE));
  }

  /** Eighteen kernels of a microsecond or less each. */
  static Graph small() {
    GraphBuilder graph = new GraphBuilder("small", SEED);
    int x = graph.input(Shape.of(1, 7, 7, 16));
    for (int i = 0; i < 6; i++) {
      x = graph.conv(x, 16, 1, 1, Activation.NONE);
      x = graph.dwconv(x, 3, 1, Activation.RELU);
      x = graph.unary(OpType.HARD_SWISH, x);
    }
    return graph.build(x);
  }

  /** Does next to nothing: what remains is the cost of an invocation. */
  static Graph nothing() {
    GraphBuilder graph = new GraphBuilder("nothing", SEED);
    return graph.build(graph.unary(OpType.RELU, graph.input(Shape.of(1, 1, 1, 1))));
  }

  /** Writes a model into a folder. */
  static ModelFile write(Graph graph, Path folder) throws IOException {
    Path file = folder.resolve("reference-" + graph.name() + ".tflite");
    TfliteWriter.write(graph, file);
    return new ModelFile(graph.name(), file.toString());
  }

  /** Writes the reference models into a folder. */
  public static List<ModelFile> writeAll(Path folder) throws IOException {
    List<ModelFile> files = new ArrayList<>();
    for (Graph graph : List.of(compute(), memory(), small())) {
      files.add(write(graph, folder));
    }
    return files;
  }
}
