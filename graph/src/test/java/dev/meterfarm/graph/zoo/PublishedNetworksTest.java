package dev.meterfarm.graph.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedNetworksTest {
  private static final double TOLERANCE_PERCENT = 3;

  /** Millions of parameters and of multiply-adds, as papers, Keras and torchvision state them. */
  @ParameterizedTest(name = "{0}: {1} M parameters, {2} M multiply-adds")
  @CsvSource({
    "alexnet,            61.1,    714",
    "vgg11,              132.9,  7610",
    "vgg13,              133.0, 11310",
    "vgg16,              138.4, 15480",
    "vgg19,              143.7, 19640",
    "resnet18,           11.69,  1820",
    "resnet34,           21.80,  3660",
    "resnet50,           25.6,   3870",
    "densenet121,        7.98,   2850",
    "googlenet,          6.62,   1500",
    "squeezenet1.1,      1.235,   350",
    "mobilenet_v1,       4.23,    569",
    "mobilenet_v2,       3.5,     300",
    "mobilenet_v3_large, 5.48,    217",
    "mobilenet_v3_small, 2.54,   56.5",
    "shufflenet_v2,      2.28,    146",
    "mnasnet_b1,         4.38,    315",
    "mnasnet_a1,         3.9,     312",
    "proxylessnas,       4.08,    320",
    "efficientnet_b0,    5.29,    390",
    "regnetx_400mf,      5.2,     400",
    "regnety_400mf,      4.3,     400",
    "nasbench201,        1.289, 184.73",
  })
  void haveTheirPublishedSizes(String name, double parameters, double multiplyAdds) {
    GraphSize size = GraphSize.of(Zoo.network(name));
    assertThat(size.parameters() / 1e6)
        .as("parameters")
        .isCloseTo(parameters, withinPercentage(TOLERANCE_PERCENT));
    assertThat(size.multiplyAdds() / 1e6)
        .as("multiply-adds")
        .isCloseTo(multiplyAdds, withinPercentage(TOLERANCE_PERCENT));
  }

  @Test
  void areAllCheckedAgainstAPublishedSize() throws NoSuchMethodException {
    String[] rows =
        getClass()
            .getDeclaredMethod("haveTheirPublishedSizes", String.class, double.class, double.class)
            .getAnnotation(CsvSource.class)
            .value();
    assertThat(List.of(rows).stream().map(row -> row.substring(0, row.indexOf(','))))
        .containsExactlyInAnyOrderElementsOf(Zoo.networkNames());
  }

  @Test
  void seeImagesOf224PixelsExceptTheCellsThatWereSearchedFor32() {
    for (String name : Zoo.networkNames()) {
      Graph graph = Zoo.network(name);
      int expected = name.equals("nasbench201") ? 32 : 224;
      assertThat(graph.tensor(graph.inputs().get(0)).shape())
          .as(name)
          .isEqualTo(Shape.of(1, expected, expected, 3));
    }
  }

  @Test
  void carryTheirNames() {
    for (String name : Zoo.networkNames()) {
      assertThat(Zoo.network(name).name()).isEqualTo(name);
    }
  }
}
