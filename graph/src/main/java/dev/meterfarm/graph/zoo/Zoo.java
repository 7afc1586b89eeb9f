package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/**
 * All network families, and every network by its name. Stateless and thread-safe.
 *
 * <p>A name is that of a published network ({@code resnet50}), of a family, which stands for its
 * reference ({@code resnet}), or of a variant ({@code resnet:42}).
 */
public final class Zoo {
  private static final char BEFORE_SEED = ':';
  private static final List<NetworkFamily> FAMILIES =
      List.of(
          AlexNet.family(),
          Vgg.family(),
          ResNet.family(),
          DenseNet.family(),
          GoogLeNet.family(),
          SqueezeNet.family(),
          MobileNetV1.family(),
          MobileNetV2.family(),
          MobileNetV3.family(),
          ShuffleNetV2.family(),
          MnasNet.family(),
          ProxylessNas.family(),
          EfficientNet.family(),
          RegNet.family(),
          NasBench201.family());

  private Zoo() {}

  /** All families, always in the same order. */
  public static List<NetworkFamily> families() {
    return FAMILIES;
  }

  /**
   * The family of this name.
   *
   * @throws IllegalArgumentException if there is none; the message suggests the nearest name
   */
  public static NetworkFamily requireFamily(String name) {
    for (NetworkFamily family : FAMILIES) {
      if (family.name().equals(name)) {
        return family;
      }
    }
    List<String> known = FAMILIES.stream().map(NetworkFamily::name).toList();
    throw new IllegalArgumentException(
        "unknown network family '"
            + name
            + "'"
            + NearestName.suggestion(name, known)
            + "; known are "
            + known);
  }

  /** Names of all published networks, family by family, a family's reference first. */
  public static List<String> networkNames() {
    return FAMILIES.stream().flatMap(family -> family.networks().stream()).toList();
  }

  /**
   * The network of this name.
   *
   * @throws IllegalArgumentException if there is none; the message suggests the nearest name
   */
  public static Graph network(String name) {
    int colon = name.indexOf(BEFORE_SEED);
    if (colon >= 0) {
      NetworkFamily family = requireFamily(name.substring(0, colon));
      return family.variant(parseSeed(name, name.substring(colon + 1)));
    }
    for (NetworkFamily family : FAMILIES) {
      if (family.networks().contains(name)) {
        return family.network(name);
      }
    }
    for (NetworkFamily family : FAMILIES) {
      if (family.name().equals(name)) {
        return family.reference();
      }
    }
    throw new IllegalArgumentException(unknown(name));
  }

  private static String unknown(String name) {
    List<String> known = new ArrayList<>(networkNames());
    FAMILIES.forEach(family -> known.add(family.name()));
    return "unknown network '"
        + name
        + "'"
        + NearestName.suggestion(name, known)
        + "; known are "
        + networkNames()
        + " and variants such as resnet:42";
  }

  private static long parseSeed(String name, String seed) {
    try {
      return Long.parseLong(seed);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "network '" + name + "': the seed '" + seed + "' is not an integer", e);
    }
  }
}
