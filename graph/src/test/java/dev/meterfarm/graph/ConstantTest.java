package dev.meterfarm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstantTest {

  @Property(tries = 200)
  void seeded_values_stay_in_their_range(
      @ForAll long seed, @ForAll @FloatRange(min = 0, max = 1e6f) float scale) {
    Constant.Seeded seeded = new Constant.Seeded(seed, scale);
    for (int i = 0; i < 100; i++) {
      assertThat(seeded.value(i)).isBetween(-scale, scale);
    }
  }

  @Test
  void seeded_values_are_spread_evenly() {
    Constant.Seeded seeded = new Constant.Seeded(42, 2);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < Constant.Seeded.PERIOD; i++) {
      sum += seeded.value(i);
      squares += seeded.value(i) * seeded.value(i);
    }

    assertThat(sum / Constant.Seeded.PERIOD).isBetween(-0.02, 0.02);
    assertThat(squares / Constant.Seeded.PERIOD).isBetween(4 / 3.0 - 0.02, 4 / 3.0 + 0.02);
  }

  @Test
  void what_is_written_are_the_values_one_after_the_other_beyond_a_period_too() {
    Constant.Seeded seeded = new Constant.Seeded(-7, 0.5f);
    int count = Constant.Seeded.PERIOD * 2 + 100;
    ByteBuffer target = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    seeded.writeTo(target, ElementType.FLOAT32);

    assertThat(target.position()).isZero();
    for (int i = 0; i < count; i++) {
      assertThat(target.getFloat(i * Float.BYTES)).isEqualTo(seeded.value(i));
    }
  }

  @Test
  void integers_are_written_in_the_width_of_the_tensor() {
    Constant.Ints ints = new Constant.Ints(1, -1);

    assertThat(written(ints, ElementType.INT8, 2)).containsExactly(1, -1);
    assertThat(written(ints, ElementType.INT16, 4)).containsExactly(1, 0, -1, -1);
    assertThat(written(ints, ElementType.INT32, 8)).containsExactly(1, 0, 0, 0, -1, -1, -1, -1);
    assertThat(written(ints, ElementType.INT64, 16)).endsWith(-1, -1, -1, -1, -1, -1, -1, -1);
    assertThatThrownBy(() -> written(ints, ElementType.FLOAT32, 8))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> written(ints, ElementType.INT32, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0.0,8000",
    "1,3C00",
    "-2,C000",
    "65504,7BFF",
    "65519,7BFF",
    "65520,7C00",
    "-1e10,FC00",
    "0.1,2E66",
    "6.1035156e-5,400",
    "6.0975552e-5,3FF",
    "5.9604645e-8,1",
    "1e-9,0",
    "NaN,7E00",
    "1.00048828125,3C00",
    "1.00146484375,3C02"
  })
  void half_precision_numbers_are_rounded_to_the_nearest(float value, String bits) {
    ByteBuffer target = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);

    new Constant.Floats(value).writeTo(target, ElementType.FLOAT16);

    assertThat(target.getShort(0) & 0xFFFF).isEqualTo(Integer.parseInt(bits, 16));
  }

  @Test
  void zeros_fit_every_type() {
    assertThat(written(new Constant.Seeded(1, 0), ElementType.INT8, 3)).containsExactly(0, 0, 0);
    assertThatThrownBy(() -> written(new Constant.Seeded(1, 1), ElementType.INT8, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] written(Constant constant, ElementType type, int bytes) {
    ByteBuffer target = ByteBuffer.allocate(bytes);
    constant.writeTo(target, type);
    return target.array();
  }
}
