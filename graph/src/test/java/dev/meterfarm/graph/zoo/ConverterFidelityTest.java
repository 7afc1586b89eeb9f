package dev.meterfarm.graph.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our networks against what TensorFlow's converter made of the same ones from Keras: every op with
 * its activation, padding and shapes. {@code convert_keras_networks.py} makes the files.
 */
class ConverterFidelityTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vgg16",
        "resnet50",
        "densenet121",
        "mobilenet_v1",
        "mobilenet_v2",
        "mobilenet_v3_large",
        "mobilenet_v3_small",
        "efficientnet_b0"
      })
  void haveTheOpsThatTheConverterWrites(String network) throws IOException {
    Graph graph = Zoo.network(network);
    assertThat(graph.ops().stream().map(op -> line(graph, op)))
        .containsExactlyInAnyOrderElementsOf(converted(network));
  }

  private static List<String> converted(String network) throws IOException {
    try (InputStream ops = ConverterFidelityTest.class.getResourceAsStream(network + ".ops")) {
      byte[] bytes = Objects.requireNonNull(ops, network).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst(" \\S+", ""))
          .toList();
    }
  }

  private static String line(Graph graph, Op op) {
    return String.join(
        " ",
        Integer.toString(op.type().builtinCode()),
        op.activation().name(),
        padding(op.attributes()),
        shapes(graph, op.outputs()),
        "<-",
        shapes(graph, op.inputs()));
  }

  private static String padding(Attributes attributes) {
    if (attributes instanceof Attributes.Conv conv) {
      return conv.padding().name();
    }
    if (attributes instanceof Attributes.DepthwiseConv conv) {
      return conv.padding().name();
    }
    return attributes instanceof Attributes.Pool pool ? pool.padding().name() : "-";
  }

  private static String shapes(Graph graph, List<Integer> tensors) {
    return tensors.stream()
        .map(tensor -> graph.tensor(tensor).shape().toString())
        .collect(Collectors.joining(" "));
  }
}
