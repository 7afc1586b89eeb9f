package dev.meterfarm.coordinator.sampling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A batch while it is put together: up to a size, without repetition. For one thread. */
final class Batch {
  private final BatchRequest request;
  private final Set<String> hashes;
  private final List<KernelConfiguration> chosen = new ArrayList<>();

  Batch(BatchRequest request) {
    this.request = request;
    this.hashes = new HashSet<>(request.taken());
  }

  /** Takes what is new, in order, until {@code most} more were taken or the batch is full. */
  void take(Collection<KernelConfiguration> candidates, int most) {
    int left = Math.min(most, request.size() - chosen.size());
    for (KernelConfiguration candidate : candidates) {
      if (left > 0 && hashes.add(candidate.hash())) {
        chosen.add(candidate);
        left--;
      }
    }
  }

  /** Takes draws from the prior. */
  void takePrior(int most, Random random) {
    if (most > 0) {
      take(request.prior().draw(request.family(), most, hashes, random), most);
    }
  }

  /** Takes channel neighbours of draws that ignore what is taken, for priors that run dry. */
  void takeNeighbours(int most, int each, Random random) {
    int sources = (most + each - 1) / each;
    List<KernelConfiguration> around =
        request.prior().draw(request.family(), Math.max(1, sources), Set.of(), random);
    for (KernelConfiguration source : around) {
      take(ChannelRefinement.neighbours(source, each, random), each);
    }
  }

  int missing() {
    return request.size() - chosen.size();
  }

  Set<String> hashes() {
    return Set.copyOf(hashes);
  }

  List<KernelConfiguration> chosen() {
    return List.copyOf(chosen);
  }
}
