package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.UnwritableGraphException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.schema.OperatorCode;

class TfliteWriterTest {
  private static final Shape IMAGE = Shape.of(1, 8, 8, 4);

  static Stream<Graph> samples() {
    return OneOpGraphs.all().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_written_operator_is_read_back_as_it_was(Graph sample) {
    Graph copy = roundTrip(sample);

    assertThat(copy.ops()).isEqualTo(sample.ops());
    assertThat(copy.inputs()).isEqualTo(sample.inputs());
    assertThat(copy.outputs()).isEqualTo(sample.outputs());
    for (int i = 0; i < sample.tensors().size(); i++) {
      assertThat(copy.tensor(i).name()).isEqualTo(sample.tensor(i).name());
      assertThat(copy.tensor(i).shape()).isEqualTo(sample.tensor(i).shape());
      assertThat(copy.tensor(i).type()).isEqualTo(sample.tensor(i).type());
      assertThat(content(copy.tensor(i))).isEqualTo(content(sample.tensor(i)));
    }
  }

  @Test
  void the_same_graph_gives_the_same_bytes() {
    Graph graph = OneOpGraphs.all().get(0);

    assertThat(TfliteWriter.toBytes(graph)).isEqualTo(TfliteWriter.toBytes(graph));
  }

  @Test
  void a_constant_of_several_tensors_is_written_once_and_read_as_one() {
    Constant shared = new Constant.Seeded(5, 1);
    List<Tensor> tensors =
        List.of(
            Tensor.variable("x", IMAGE),
            new Tensor("a", IMAGE, ElementType.FLOAT32, Optional.of(shared)),
            new Tensor("b", IMAGE, ElementType.FLOAT32, Optional.of(new Constant.Seeded(5, 1))),
            new Tensor("c", IMAGE, ElementType.FLOAT32, Optional.of(new Constant.Seeded(6, 1))),
            Tensor.variable("y", IMAGE),
            Tensor.variable("z", IMAGE),
            Tensor.variable("r", IMAGE));
    Attributes plain = new Attributes.Arithmetic(Activation.NONE);
    Graph graph =
        new Graph(
            "shared",
            tensors,
            List.of(
                new Op(OpType.ADD, List.of(0, 1), List.of(4), plain),
                new Op(OpType.ADD, List.of(4, 2), List.of(5), plain),
                new Op(OpType.ADD, List.of(5, 3), List.of(6), plain)),
            List.of(0),
            List.of(6));

    Graph copy = roundTrip(graph);

    assertThat(model(graph).buffersLength()).isEqualTo(3);
    assertThat(copy.tensor(1).constant().get()).isSameAs(copy.tensor(2).constant().get());
    assertThat(copy.tensor(3).constant().get()).isNotSameAs(copy.tensor(2).constant().get());
    assertThat(model(copy).buffersLength()).isEqualTo(3);
  }

  @Test
  void weights_start_where_vector_instructions_want_them() {
    Model model = model(OneOpGraphs.all().get(0));

    for (int i = 1; i < model.buffersLength(); i++) {
      ByteBuffer data = model.buffers(i).dataAsByteBuffer();
      assertThat(data.position() % 16).isZero();
    }
  }

  @Test
  void codes_above_127_stand_in_the_newer_field_only() {
    GraphBuilder b = new GraphBuilder("codes", 1);
    int x = b.unary(OpType.GELU, b.unary(OpType.RELU, b.input(IMAGE)));
    Model model = model(b.build(x));

    OperatorCode relu = model.operatorCodes(0);
    OperatorCode gelu = model.operatorCodes(1);
    assertThat(relu.deprecatedBuiltinCode()).isEqualTo((byte) BuiltinOperator.RELU);
    assertThat(relu.builtinCode()).isEqualTo(BuiltinOperator.RELU);
    assertThat(gelu.deprecatedBuiltinCode())
        .isEqualTo((byte) BuiltinOperator.PLACEHOLDER_FOR_GREATER_OP_CODES);
    assertThat(gelu.builtinCode()).isEqualTo(BuiltinOperator.GELU);
  }

  @Test
  void versions_are_those_that_the_form_needs() {
    assertThat(version("conv_SAME_s1_d1_g1")).isEqualTo(1);
    assertThat(version("conv_SAME_s1_d1_g2")).isEqualTo(6);
    assertThat(version("dwconv_dilated_NONE")).isEqualTo(2);
    assertThat(version("fc_flat_NONE")).isEqualTo(1);
    assertThat(version("fc_keep_NONE")).isEqualTo(5);
    assertThat(version("fc_without_bias")).isEqualTo(6);
    assertThat(version("tconv_s2_k3_RELU")).isEqualTo(4);
    assertThat(version("tconv_s2_k3_NONE")).isEqualTo(3);
    assertThat(version("sub_rank5")).isEqualTo(3);
    assertThat(version("div_rank5")).isEqualTo(2);
    assertThat(version("transpose_rank5")).isEqualTo(4);
    assertThat(version("slice_rank5")).isEqualTo(4);
    assertThat(version("resize_bilinear_2")).isEqualTo(3);
    assertThat(version("hswish")).isEqualTo(1);
  }

  @Test
  void ten_megabytes_of_seeded_weights_are_written_in_an_instant() {
    GraphBuilder b = new GraphBuilder("large", 1);
    int x = b.fullyConnected(b.input(Shape.of(1, 1024)), 2560, false, Activation.NONE);
    Graph graph = b.build(x);
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      assertThat(TfliteWriter.toBytes(graph)).hasSizeGreaterThan(10 << 20);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }

    assertThat(fastest).isLessThan(50_000_000L);
  }

  @Test
  void quantised_graphs_are_refused() {
    Tensor weights = quantised("w", Shape.of(4, 1, 1, 4), Optional.of(new Constant.Seeded(1, 0)));
    Graph graph =
        new Graph(
            "int8",
            List.of(
                quantised("x", IMAGE, Optional.empty()),
                weights,
                quantised("y", IMAGE, Optional.empty())),
            List.of(
                new Op(
                    OpType.CONV,
                    List.of(0, 1),
                    List.of(2),
                    new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.NONE))),
            List.of(0),
            List.of(2));

    assertThatThrownBy(() -> TfliteWriter.toBytes(graph))
        .isInstanceOf(UnwritableGraphException.class)
        .hasMessageContaining("'x' is quantised");
  }

  @ParameterizedTest
  @ValueSource(ints = {BuiltinOperator.WHILE, BuiltinOperator.IF, BuiltinOperator.LSTM})
  void operators_with_subgraphs_or_state_are_refused(int code) {
    Graph graph =
        single(
            OpType.OTHER,
            new Attributes.Opaque(code, BuiltinOperator.name(code), 1, ByteBuffer.allocate(0)));

    assertThatThrownBy(() -> TfliteWriter.toBytes(graph))
        .isInstanceOf(UnwritableGraphException.class)
        .hasMessageContaining(BuiltinOperator.name(code));
  }

  @Test
  void options_that_came_from_elsewhere_are_refused() {
    Graph graph =
        single(
            OpType.OTHER,
            new Attributes.Opaque(
                BuiltinOperator.GATHER, "GATHER", 1, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5})));

    assertThatThrownBy(() -> TfliteWriter.toBytes(graph))
        .isInstanceOf(UnwritableGraphException.class);
  }

  @Test
  void attributes_of_another_operator_are_refused() {
    assertThatThrownBy(() -> TfliteWriter.toBytes(single(OpType.SOFTMAX, new Attributes.None())))
        .isInstanceOf(UnwritableGraphException.class)
        .hasMessageContaining("softmax");
    assertThatThrownBy(() -> TfliteWriter.toBytes(single(OpType.OTHER, new Attributes.None())))
        .isInstanceOf(UnwritableGraphException.class);
  }

  @Test
  void custom_operators_keep_their_name_and_options() {
    Graph graph =
        single(
            OpType.CUSTOM,
            new Attributes.Custom("TFLite_Detection", ByteBuffer.wrap(new byte[] {3, 1, 4})));

    assertThat(roundTrip(graph)).isEqualTo(graph);
  }

  @Test
  void a_file_appears_as_a_whole_and_nothing_else_is_left(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.tflite");
    Graph graph = single(OpType.RELU, new Attributes.None());

    TfliteWriter.write(graph, file);
    TfliteWriter.write(graph, file);

    assertThat(Files.readAllBytes(file)).isEqualTo(TfliteWriter.toBytes(graph));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(TfliteReader.read(file).name()).isEqualTo("model");
  }

  @Test
  void a_folder_that_is_not_there_is_reported(@TempDir Path folder) {
    assertThatThrownBy(
            () ->
                TfliteWriter.write(
                    single(OpType.RELU, new Attributes.None()), folder.resolve("no/model.tflite")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("model.tflite");
  }

  private static Tensor quantised(String name, Shape shape, Optional<Constant> constant) {
    return new Tensor(name, shape, ElementType.INT8, constant);
  }

  private static Graph single(OpType type, Attributes attributes) {
    return new Graph(
        "single",
        List.of(Tensor.variable("x", IMAGE), Tensor.variable("y", IMAGE)),
        List.of(new Op(type, List.of(0), List.of(1), attributes)),
        List.of(0),
        List.of(1));
  }

  private static Graph roundTrip(Graph graph) {
    return TfliteReader.read(ByteBuffer.wrap(TfliteWriter.toBytes(graph)), graph.name());
  }

  private static Model model(Graph graph) {
    return Model.getRootAsModel(ByteBuffer.wrap(TfliteWriter.toBytes(graph)));
  }

  private static long version(String sample) {
    Graph graph =
        OneOpGraphs.all().stream().filter(g -> g.name().equals(sample)).findFirst().orElseThrow();
    return model(graph).operatorCodes(0).version();
  }

  private static Optional<ByteBuffer> content(Tensor tensor) {
    return tensor
        .constant()
        .map(
            constant -> {
              ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes());
              constant.writeTo(bytes, tensor.type());
              return bytes;
            });
  }
}
