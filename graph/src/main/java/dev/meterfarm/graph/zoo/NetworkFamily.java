package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Graph;
import java.util.List;

/**
 * A family of networks: the published ones, and as many variants of them as there are seeds.
 * Stateless and thread-safe; the same call always makes the same graph.
 */
public interface NetworkFamily {
  /** The family's name, such as {@code resnet}. */
  String name();

  /** Names of the published networks, such as {@code resnet50}; the reference comes first. */
  List<String> networks();

  /**
   * A published network at its published resolution.
   *
   * @throws IllegalArgumentException if it is not one of {@link #networks()}
   */
  Graph network(String network);

  /** The published network that stands for the family. */
  default Graph reference() {
    return network(networks().get(0));
  }

  /**
   * A network of the family with sizes drawn by {@code seed}; see the package for the distribution.
   * Its name is {@code <family>:<seed>}.
   */
  Graph variant(long seed);
}
