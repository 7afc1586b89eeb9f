package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.zoo.NetworkFamily;
import dev.meterfarm.graph.zoo.OperatorMix;
import java.util.List;

/** A practically endless supply of networks, the same at every call with the same index. */
@FunctionalInterface
public interface NetworkStream {
  /** The network at {@code index}, 0 or more. */
  Graph network(int index);

  /** Variants of zoo families in turn, with seeds of one range. */
  static NetworkStream ofZoo(List<NetworkFamily> families, SeedRange range, long campaignSeed) {
    List<NetworkFamily> all = List.copyOf(families);
    return index ->
        all.get(index % all.size()).variant(range.seed(campaignSeed, index / all.size()));
  }

  /**
   * These networks, with strips of ops that they lack in between: two for every {@code families} of
   * them.
   */
  default NetworkStream withOperatorMix(int families, SeedRange range, long campaignSeed) {
    int block = families + 2;
    return index -> {
      int place = index % block;
      return place < families
          ? network(index / block * families + place)
          : OperatorMix.strips(range.seed(campaignSeed, index / block * 2 + place - families));
    };
  }
}
