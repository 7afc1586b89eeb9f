package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Adds kernels of the user's networks, recombined: the extents of one with the channels of two
 * others, as the next network of the same kind may have them. For targets where samples are dear
 * and the user has named networks: these have a hundred different kernels, and as soon as all are
 * measured, draws from the prior are the zoo's alone.
 *
 * @param plain chooses the rest of a batch, and all of it for families that the user's networks
 *     have hardly any kernels of
 */
public record RecombiningPolicy(BatchPolicy plain) implements BatchPolicy {
  /** The share of a batch that is recombined. */
  private static final double SHARE = 0.7;

  private static final int LEAST_OWN = 4;
  private static final int TRIES = 10;

  @Override
  public String name() {
    return plain.name();
  }

  @Override
  public List<KernelConfiguration> next(BatchRequest request, Random random) {
    List<KernelConfiguration> own = request.prior().own(request.family());
    if (own.size() < LEAST_OWN) {
      return plain.next(request, random);
    }
    Batch batch = new Batch(request);
    int wanted = (int) Math.round(SHARE * request.size());
    for (int i = 0; i < TRIES * wanted && batch.chosen().size() < wanted; i++) {
      batch.take(recombined(request.family(), own, random), 1);
    }
    List<KernelConfiguration> all = new ArrayList<>(batch.chosen());
    BatchRequest rest =
        new BatchRequest(
            request.family(),
            batch.missing(),
            request.prior(),
            batch.hashes(),
            request.spread(),
            request.points());
    all.addAll(plain.next(rest, random));
    return all;
  }

  /** One configuration; none where its channels cannot be changed so. */
  private static List<KernelConfiguration> recombined(
      KernelFamily family, List<KernelConfiguration> own, Random random) {
    KernelConfiguration extents = own.get(random.nextInt(own.size()));
    KernelConfiguration in = own.get(random.nextInt(own.size()));
    KernelConfiguration out = own.get(random.nextInt(own.size()));
    return ChannelRefinement.withChannels(
            extents,
            ChannelRefinement.inputChannels(in.graph()),
            ChannelRefinement.outputChannels(out.graph()))
        .filter(made -> made.family() == family)
        .map(List::of)
        .orElse(List.of());
  }
}
