package dev.meterfarm.graph.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.ModelFormatException;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.tflite.OneOpGraphs;
import dev.meterfarm.graph.tflite.TfliteReader;
import dev.meterfarm.graph.tflite.TfliteWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphJsonTest {

  static Stream<Graph> samples() {
    return OneOpGraphs.all().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void every_operator_comes_back_as_it_was(Graph sample) {
    String json = GraphJson.write(sample);

    assertThat(GraphJson.read(json)).isEqualTo(sample);
    assertThat(GraphJson.write(GraphJson.read(json))).isEqualTo(json);
    assertThat(json).hasSizeLessThan(1_500);
  }

  @Test
  void a_kernel_of_four_operators_is_a_short_document() {
    GraphBuilder b = new GraphBuilder("conv+add+relu", 1L << 60);
    int x = b.input(Shape.of(1, 56, 56, 64));
    int y =
        b.unary(
            OpType.RELU,
            b.add(
                b.conv(x, 128, 3, 1, Activation.NONE),
                b.input(Shape.of(1, 56, 56, 128)),
                Activation.NONE));
    Graph graph = b.build(b.unary(OpType.RELU6, y));

    assertThat(GraphJson.write(graph)).hasSizeLessThan(1_500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"squeeze_excite_hswish", "transformer", "shuffle_split_160", "unusual_ops"})
  void a_network_keeps_its_structure_but_not_its_weights(String name) {
    Graph graph = fixture(name);

    Graph copy = GraphJson.read(GraphJson.write(graph));

    assertThat(copy.ops()).isEqualTo(graph.ops());
    assertThat(copy.tensors())
        .extracting(Tensor::shape)
        .isEqualTo(graph.tensors().stream().map(Tensor::shape).toList());
    assertThat(GraphJson.hash(copy)).isEqualTo(GraphJson.hash(graph));
    assertThat(TfliteReader.read(ByteBuffer.wrap(TfliteWriter.toBytes(copy)), "copy").ops())
        .isEqualTo(graph.ops());
    assertThat(copy.tensors())
        .noneMatch(t -> t.constant().filter(Constant.Bytes.class::isInstance).isPresent());
  }

  @Test
  void weights_of_a_file_become_seeded_ones_of_the_same_magnitude() {
    ByteBuffer weights = ByteBuffer.allocate(4 * 100).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 100; i++) {
      weights.putFloat(4 * i, i % 2 == 0 ? 2f : -2f);
    }
    Graph copy =
        GraphJson.read(
            GraphJson.write(withConstant(new Constant.Bytes(weights), ElementType.FLOAT32, 100)));

    Constant.Seeded seeded = (Constant.Seeded) copy.tensor(1).constant().orElseThrow();

    assertThat(seeded.scale()).isBetween(3.46f, 3.47f);
  }

  @Test
  void large_content_that_is_not_float_becomes_zeros() {
    Graph graph =
        withConstant(new Constant.Bytes(ByteBuffer.allocate(5_000)), ElementType.INT8, 5_000);

    assertThat(GraphJson.read(GraphJson.write(graph)).tensor(1).constant())
        .contains(new Constant.Seeded(0, 0));
  }

  @Test
  void long_integers_beyond_the_range_of_int_are_kept_as_bytes() {
    ByteBuffer content = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    content.putLong(0, 1L << 40);
    Graph graph = withConstant(new Constant.Bytes(content), ElementType.INT64, 2);

    assertThat(GraphJson.read(GraphJson.write(graph))).isEqualTo(graph);
  }

  @Test
  void floats_that_are_no_numbers_come_back() {
    Constant odd =
        new Constant.Floats(Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, 0.1f);
    Graph graph = withConstant(odd, ElementType.FLOAT32, 5);

    assertThat(GraphJson.read(GraphJson.write(graph))).isEqualTo(graph);
  }

  @Property
  void every_float_comes_back(@ForAll int bits) {
    Graph graph =
        withConstant(new Constant.Floats(Float.intBitsToFloat(bits)), ElementType.FLOAT32, 1);

    assertThat(GraphJson.read(GraphJson.write(graph))).isEqualTo(graph);
  }

  @Test
  void the_document_looks_as_it_is_promised() {
    GraphBuilder b = new GraphBuilder("k", 0);
    Graph graph =
        b.build(
            b.op(
                OpType.MAX_POOL,
                new Attributes.Pool(2, 3, 2, 1, Padding.VALID, Activation.RELU),
                b.input(Shape.of(1, 4, 4, 2))));

    assertThat(GraphJson.write(graph))
        .isEqualTo(
            ("{'version':1,'name':'k','tensors':[{'name':'input','shape':[1,4,4,2]},"
                    + "{'name':'maxpool_0','shape':[1,2,2,2]}],'ops':[{'op':'maxpool','inputs':[0],"
                    + "'outputs':[1],'window':[2,3],'stride':[2,1],'padding':'VALID',"
                    + "'activation':'RELU'}],'inputs':[0],'outputs':[1]}")
                .replace('\'', '"'));
  }

  @Test
  void fields_not_known_are_ignored() {
    String json = GraphJson.write(OneOpGraphs.all().get(0));

    assertThat(GraphJson.read("{\"future\":[{}]," + json.substring(1)))
        .isEqualTo(OneOpGraphs.all().get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"version\":2}",
        "{\"version\":\"1\"}",
        "{\"version\":1,\"version\":1}",
        "{\"version\":1,\"name\":\"x\",\"tensors\":[],\"ops\":[],\"inputs\":[0],\"outputs\":[]}",
        "{\"version\":1,\"name\":\"x\",\"tensors\":[{\"name\":\"t\",\"shape\":[-1]}],\"ops\":[],\"inputs\":[],\"outputs\":[]}",
        "{\"version\":1,\"name\":\"x\",\"tensors\":[],\"ops\":[{\"op\":\"magic\"}],\"inputs\":[],\"outputs\":[]}",
        "{\"version\":1,\"name\":\"x\",\"tensors\":[],\"ops\":[{\"op\":\"conv\",\"inputs\":[],\"outputs\":[],\"stride\":[0,1]}],\"inputs\":[],\"outputs\":[]}"
      })
  void a_bad_document_is_refused(String json) {
    assertThatThrownBy(() -> GraphJson.read(json)).isInstanceOf(ModelFormatException.class);
  }

  @Property(tries = 2_000)
  void a_damaged_document_is_refused_or_read(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder json =
        new StringBuilder(GraphJson.write(OneOpGraphs.all().get(random.nextInt(50))));
    for (int i = 0; i < 3; i++) {
      json.setCharAt(random.nextInt(json.length()), "{}[]\",:0189-.etx".charAt(random.nextInt(16)));
    }
    try {
      GraphJson.read(json.toString());
    } catch (ModelFormatException expected) {
      assertThat(expected).hasMessageContaining("cannot read model");
    }
  }

  @Test
  void a_hash_tells_structures_apart_and_nothing_else() {
    Graph graph = conv("a", 1, 16, Activation.NONE);

    assertThat(GraphJson.hash(graph)).matches("[0-9a-f]{32}");
    assertThat(GraphJson.hash(conv("b", 2, 16, Activation.NONE))).isEqualTo(GraphJson.hash(graph));
    assertThat(GraphJson.hash(conv("a", 1, 17, Activation.NONE)))
        .isNotEqualTo(GraphJson.hash(graph));
    assertThat(GraphJson.hash(conv("a", 1, 16, Activation.RELU)))
        .isNotEqualTo(GraphJson.hash(graph));
  }

  private static Graph conv(String name, long seed, int channels, Activation activation) {
    GraphBuilder b = new GraphBuilder(name, seed);
    return b.build(b.conv(b.input(Shape.of(1, 8, 8, 4)), channels, 3, 1, activation));
  }

  private static Graph withConstant(Constant constant, ElementType type, int elements) {
    Shape shape = Shape.of(elements);
    return new Graph(
        "constant",
        List.of(
            Tensor.variable("x", shape),
            new Tensor("c", shape, type, Optional.of(constant)),
            Tensor.variable("y", shape)),
        List.of(
            new Op(
                OpType.ADD, List.of(0, 1), List.of(2), new Attributes.Arithmetic(Activation.NONE))),
        List.of(0),
        List.of(2));
  }

  private static Graph fixture(String name) {
    return TfliteReader.read(Path.of("src/test/resources/fixtures", name + ".tflite"));
  }
}
