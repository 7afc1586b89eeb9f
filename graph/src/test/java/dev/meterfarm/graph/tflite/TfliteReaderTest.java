package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.UnwritableGraphException;
import dev.meterfarm.graph.cost.OpCosts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.BuiltinOptionsUnion;
import org.tensorflow.lite.schema.Conv2DOptionsT;
import org.tensorflow.lite.schema.GatherOptionsT;
import org.tensorflow.lite.schema.StridedSliceOptionsT;
import org.tensorflow.lite.schema.TensorType;
import org.tensorflow.lite.schema.WhileOptionsT;

/** Forms of files that our own writer never makes. */
class TfliteReaderTest {

  @Test
  void a_dynamic_batch_is_read_as_the_extent_that_stands_for_it() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 1, 8);
    int y = file.tensor("y", TensorType.FLOAT32, 1, 8);
    file.signature(x, -1, 8);
    file.operator(BuiltinOperator.RELU, new int[] {x}, new int[] {y});

    assertThat(file.read(x, y).tensor(0).shape()).isEqualTo(Shape.of(1, 8));
  }

  @Test
  void a_convolution_with_variable_weights_is_a_convolution_without_parameters() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 1, 4, 4, 2);
    int half = file.constant("half", TensorType.FLOAT16, ByteBuffer.allocate(36), 1, 3, 3, 2);
    int weights = file.tensor("weights", TensorType.FLOAT32, 1, 3, 3, 2);
    int y = file.tensor("y", TensorType.FLOAT32, 1, 4, 4, 1);
    file.operator(BuiltinOperator.DEQUANTIZE, new int[] {half}, new int[] {weights});
    file.operator(BuiltinOperator.CONV_2D, new int[] {x, weights}, new int[] {y}, conv(1));

    Graph graph = file.read(x, y);

    assertThat(graph.ops()).extracting(Op::displayName).containsExactly("DEQUANTIZE", "conv");
    assertThat(graph.tensor(half).type()).isEqualTo(ElementType.FLOAT16);
    assertThat(OpCosts.of(graph, 1).parameters()).isZero();
    assertThat(OpCosts.of(graph, 0).weightBytes()).isEqualTo(36);
  }

  @Test
  void a_convolution_with_a_stride_of_0_is_kept_but_not_understood() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 1, 4, 4, 2);
    int weights = file.constant("w", TensorType.FLOAT32, ByteBuffer.allocate(8), 1, 1, 1, 2);
    int y = file.tensor("y", TensorType.FLOAT32, 1, 4, 4, 1);
    file.operator(BuiltinOperator.CONV_2D, new int[] {x, weights}, new int[] {y}, conv(0));

    Op op = file.read(x, y).op(0);

    assertThat(op.type()).isEqualTo(OpType.OTHER);
    assertThat(op.displayName()).isEqualTo("CONV_2D");
  }

  @Test
  void a_slice_with_an_ellipsis_is_read_and_written() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 2, 3, 4);
    int numbers = file.constant("numbers", TensorType.INT32, ByteBuffer.allocate(8), 2);
    int y = file.tensor("y", TensorType.FLOAT32, 2, 3, 1);
    StridedSliceOptionsT options = new StridedSliceOptionsT();
    options.setEllipsisMask(1);
    file.operator(
        BuiltinOperator.STRIDED_SLICE,
        new int[] {x, numbers, numbers, numbers},
        new int[] {y},
        options(BuiltinOptions.StridedSliceOptions, options));

    Graph graph = file.read(x, y);

    assertThat(graph.op(0).attributes()).isEqualTo(new Attributes.StridedSlice(0, 0, 1, 0, 0));
    assertThat(again(graph)).isEqualTo(graph);
  }

  @Test
  void a_slice_whose_ends_are_offsets_is_kept_but_not_understood() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 4);
    int numbers = file.constant("numbers", TensorType.INT32, ByteBuffer.allocate(4), 1);
    StridedSliceOptionsT options = new StridedSliceOptionsT();
    options.setOffset(true);
    file.operator(
        BuiltinOperator.STRIDED_SLICE,
        new int[] {x, numbers, numbers, numbers},
        new int[] {file.tensor("y", TensorType.FLOAT32, 1)},
        options(BuiltinOptions.StridedSliceOptions, options));

    Graph graph = file.read(x, 2);

    assertThat(graph.op(0).displayName()).isEqualTo("STRIDED_SLICE");
    assertThat(graph.op(0).type()).isEqualTo(OpType.OTHER);
    assertThat(again(graph)).isEqualTo(graph);
  }

  @Test
  void an_old_reshape_gets_its_shape_as_an_input() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 1, 2, 3);
    int y = file.tensor("y", TensorType.FLOAT32, 1, 6);
    file.operator(BuiltinOperator.RESHAPE, new int[] {x}, new int[] {y});

    Graph graph = file.read(x, y);

    assertThat(graph.op(0).inputs()).containsExactly(x, 2);
    assertThat(graph.tensor(2).constant()).contains(new Constant.Ints(1, 6));
  }

  @Test
  void a_reshape_to_a_computed_shape_is_a_reshape() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 1, 2, 3);
    int shape = file.tensor("shape", TensorType.INT32, 3);
    int y = file.tensor("y", TensorType.FLOAT32, 1, 2, 3);
    file.operator(BuiltinOperator.SHAPE, new int[] {x}, new int[] {shape});
    file.operator(BuiltinOperator.RESHAPE, new int[] {x, shape}, new int[] {y});

    assertThat(file.read(x, y).ops())
        .extracting(Op::displayName)
        .containsExactly("SHAPE", "reshape");
  }

  @Test
  void a_loop_is_one_operator_that_we_do_not_understand() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 4);
    int y = file.tensor("y", TensorType.FLOAT32, 4);
    WhileOptionsT options = new WhileOptionsT();
    options.setBodySubgraphIndex(1);
    file.operator(
        BuiltinOperator.WHILE,
        new int[] {x},
        new int[] {y},
        options(BuiltinOptions.WhileOptions, options));

    Graph graph = file.read(x, y);

    assertThat(graph.op(0).displayName()).isEqualTo("WHILE");
    Assertions.assertThatThrownBy(() -> TfliteWriter.toBytes(graph))
        .isInstanceOf(UnwritableGraphException.class)
        .hasMessageContaining("subgraphs");
  }

  @Test
  void an_operator_newer_than_the_schema_classes_keeps_its_name_and_version() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 4);
    int y = file.tensor("y", TensorType.FLOAT32, 4);
    int z = file.tensor("z", TensorType.FLOAT32, 4);
    file.operator(208, new int[] {x}, new int[] {y});
    file.operator(4711, new int[] {y}, new int[] {z});

    Graph graph = file.read(x, z);

    assertThat(graph.ops())
        .extracting(Op::displayName)
        .containsExactly("STABLEHLO_CBRT", "BUILTIN_4711");
    assertThat(again(graph)).isEqualTo(graph);
  }

  @Test
  void an_operator_with_options_newer_than_the_schema_classes_is_read_but_not_written() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 4);
    int y = file.tensor("y", TensorType.FLOAT32, 4);
    file.operatorWithNewerOptions(197, new int[] {x}, new int[] {y});

    Graph graph = file.read(x, y);

    assertThat(graph.op(0).displayName()).isEqualTo("STABLEHLO_DOT_GENERAL");
    Assertions.assertThatThrownBy(() -> TfliteWriter.toBytes(graph))
        .isInstanceOf(UnwritableGraphException.class)
        .hasMessageContaining("STABLEHLO_DOT_GENERAL");
  }

  @Test
  void options_of_operators_not_understood_survive() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 4, 4);
    int indices = file.constant("i", TensorType.INT32, ByteBuffer.allocate(8), 2);
    int y = file.tensor("y", TensorType.FLOAT32, 4, 2);
    GatherOptionsT options = new GatherOptionsT();
    options.setAxis(1);
    file.operator(
        BuiltinOperator.GATHER,
        new int[] {x, indices},
        new int[] {y},
        options(BuiltinOptions.GatherOptions, options));

    Graph graph = file.read(x, y);
    Attributes.Opaque opaque = (Attributes.Opaque) again(graph).op(0).attributes();

    assertThat(OpaqueOptions.unpack(opaque.options()).asGatherOptions().getAxis()).isEqualTo(1);
  }

  @Test
  void content_behind_the_tables_is_found() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 2);
    int c = file.constantBehind("c", TensorType.FLOAT32, 2);
    int y = file.tensor("y", TensorType.FLOAT32, 2);
    file.operator(BuiltinOperator.ADD, new int[] {x, c}, new int[] {y});
    ByteBuffer content = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    content.putFloat(0, 1.5f).putFloat(4, -2.5f);

    Graph graph = file.readWithContentBehind(content, x, y);

    assertThat(graph.tensor(c).constant()).contains(new Constant.Bytes(content));
  }

  @Test
  void quantised_tensors_keep_their_type() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.INT8, 1, 4, 4, 2);
    int weights = file.constant("w", TensorType.INT8, ByteBuffer.allocate(2), 1, 1, 1, 2);
    int y = file.tensor("y", TensorType.INT8, 1, 4, 4, 1);
    file.operator(BuiltinOperator.CONV_2D, new int[] {x, weights}, new int[] {y}, conv(1));

    Graph graph = file.read(x, y);

    assertThat(graph.op(0).type()).isEqualTo(OpType.CONV);
    assertThat(graph.tensor(weights).type()).isEqualTo(ElementType.INT8);
    assertThat(OpCosts.of(graph, 0).inputBytes()).isEqualTo(32);
  }

  @Test
  void states_of_recurrent_layers_are_zeros() {
    ModelFile file = new ModelFile();
    int x = file.tensor("x", TensorType.FLOAT32, 1, 4);
    int state = file.state("state", 1, 8);
    int y = file.tensor("y", TensorType.FLOAT32, 1, 8);
    file.operator(BuiltinOperator.LSTM, new int[] {x, Op.ABSENT, state}, new int[] {y});

    assertThat(file.read(x, y).tensor(state).constant()).contains(new Constant.Seeded(0, 0));
  }

  private static Graph again(Graph graph) {
    return TfliteReader.read(ByteBuffer.wrap(TfliteWriter.toBytes(graph)), graph.name());
  }

  private static BuiltinOptionsUnion conv(int stride) {
    Conv2DOptionsT options = new Conv2DOptionsT();
    options.setStrideH(stride);
    options.setStrideW(stride);
    return options(BuiltinOptions.Conv2DOptions, options);
  }

  private static BuiltinOptionsUnion options(byte type, Object value) {
    BuiltinOptionsUnion options = new BuiltinOptionsUnion();
    options.setType(type);
    options.setValue(value);
    return options;
  }
}
