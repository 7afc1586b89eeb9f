package dev.meterfarm.graph.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ZooTest {
  @Test
  void listsFamiliesAndNetworksUnderDifferentNames() {
    assertThat(Zoo.families().stream().map(NetworkFamily::name))
        .hasSize(15)
        .doesNotHaveDuplicates();
    assertThat(Zoo.networkNames())
        .doesNotHaveDuplicates()
        .contains("resnet18", "resnet50", "mobilenet_v2", "vgg16", "efficientnet_b0");
  }

  @Test
  void findsEveryNetworkThatItLists() {
    for (String name : Zoo.networkNames()) {
      assertThat(Zoo.network(name).ops()).as(name).isNotEmpty();
    }
  }

  @Test
  void takesAFamilysNameForItsReference() {
    for (NetworkFamily family : Zoo.families()) {
      assertThat(Zoo.network(family.name())).isEqualTo(family.reference());
    }
  }

  @Test
  void takesANameWithASeedForAVariant() {
    assertThat(Zoo.network("resnet:42")).isEqualTo(Zoo.requireFamily("resnet").variant(42));
    assertThat(Zoo.network("vgg:-7").name()).isEqualTo("vgg:-7");
  }

  @Test
  void suggestsTheNearestFamily() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zoo.requireFamily("mobilnet_v2"))
        .withMessageContaining("unknown network family 'mobilnet_v2'")
        .withMessageContaining("did you mean 'mobilenet_v2'?")
        .withMessageContaining("nasbench201");
  }

  @Test
  void suggestsTheNearestNetwork() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zoo.network("resnet5O"))
        .withMessageContaining("did you mean 'resnet50'?");
  }

  @Test
  void suggestsNothingForANameThatIsNearToNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zoo.network("transformer-xxl"))
        .withMessageNotContaining("did you mean");
  }

  @Test
  void refusesASeedThatIsNoInteger() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zoo.network("resnet:first"))
        .withMessageContaining("'first' is not an integer");
  }

  @Test
  void refusesAVariantOfAnUnknownFamily() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Zoo.network("resnot:1"))
        .withMessageContaining("did you mean 'resnet'?");
  }
}
