package dev.meterfarm.benchmarks;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.tflite.TfliteWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Writes small networks of 1x1 convolutions, of widths and depths as in a part of a network for
 * phones.
 *
 * <p>Arguments: a folder, how many, and a seed; other seeds give other networks.
 */
public final class PointwiseNetworks {
  private static final int WIDTH_STEP = 8;

  private PointwiseNetworks() {}

  /** Writes them. */
  public static void main(String[] arguments) throws IOException {
    List<String> given = List.of(arguments);
    Path folder = Files.createDirectories(Path.of(given.get(0)));
    long seed = Long.parseLong(given.get(2));
    for (int i = 0; i < Integer.parseInt(given.get(1)); i++) {
      Graph graph = network("pointwise-" + seed + "-" + i, seed * 1_000 + i);
      TfliteWriter.write(graph, folder.resolve(graph.name() + ".tflite"));
    }
  }

  private static Graph network(String name, long seed) {
    Random random = new Random(seed);
    GraphBuilder builder = new GraphBuilder(name, seed);
    int side = 8 + random.nextInt(13);
    int value = builder.input(Shape.of(1, side, side, width(random)));
    int layers = 3 + random.nextInt(5);
    for (int layer = 0; layer < layers; layer++) {
      Activation activation = random.nextBoolean() ? Activation.RELU6 : Activation.NONE;
      value = builder.conv(value, width(random), 1, 1, activation);
    }
    return builder.build(value);
  }

  /** A multiple of 8 from 16 to 96; small ones are as likely as large ones by their logarithms. */
  private static int width(Random random) {
    return WIDTH_STEP * (int) Math.round(2 * Math.exp(random.nextDouble() * Math.log(6)));
  }
}
