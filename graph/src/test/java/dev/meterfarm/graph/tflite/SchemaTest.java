package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.lite.schema.ActivationFunctionType;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.TensorType;

/** Our numbers are those of the published schema. */
class SchemaTest {
  /** Where our word is not the schema's name. */
  private static final Map<OpType, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry(OpType.CONV, "CONV_2D"),
          Map.entry(OpType.DWCONV, "DEPTHWISE_CONV_2D"),
          Map.entry(OpType.TRANSPOSED_CONV, "TRANSPOSE_CONV"),
          Map.entry(OpType.MAX_POOL, "MAX_POOL_2D"),
          Map.entry(OpType.AVG_POOL, "AVERAGE_POOL_2D"),
          Map.entry(OpType.CONCAT, "CONCATENATION"),
          Map.entry(OpType.RESIZE_NEAREST, "RESIZE_NEAREST_NEIGHBOR"),
          Map.entry(OpType.SIGMOID, "LOGISTIC"));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
  void operator_codes_are_those_of_the_schema(OpType type) {
    assertThat(BuiltinOperator.name(type.builtinCode()))
        .isEqualTo(OTHER_NAMES.getOrDefault(type, type.name()));
  }

  @Test
  void activations_and_paddings_stand_in_the_order_of_the_schema() {
    assertThat(Activation.values())
        .extracting(Activation::name)
        .containsExactly(ActivationFunctionType.names);
    assertThat(Padding.values())
        .extracting(Padding::name)
        .containsExactly(org.tensorflow.lite.schema.Padding.names);
  }

  @Test
  void element_types_have_the_numbers_of_the_schema() {
    for (int number = 0; number <= TensorType.UINT16; number++) {
      assertThat(TensorTypes.of(number).name()).isEqualTo(TensorType.name(number));
      assertThat(TensorTypes.numberOf(TensorTypes.of(number))).contains((byte) number);
    }
    assertThat(TensorTypes.of(TensorType.INT4)).isEqualTo(ElementType.OTHER);
    assertThat(TensorTypes.numberOf(ElementType.OTHER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,ADD",
    "161,RIGHT_SHIFT",
    "162,STABLEHLO_LOGISTIC",
    "174,STABLEHLO_REDUCE",
    "190,STABLEHLO_SCATTER",
    "203,DILATE",
    "205,REDUCE_WINDOW",
    "206,STABLEHLO_COMPOSITE",
    "209,STABLEHLO_CASE",
    "210,BUILTIN_210",
    "-5,BUILTIN_-5"
  })
  void operators_newer_than_the_schema_classes_have_names_too(int code, String name) {
    assertThat(BuiltinNames.of(code)).isEqualTo(name);
  }
}
