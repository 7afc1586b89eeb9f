package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.sampling.BatchPolicy;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a campaign is to do, checked and resolved.
 *
 * @param id the campaign's id in the ledger
 * @param seed what all random choices follow from
 * @param budget wall time for everything
 * @param jobs budget of simulated targets, as a number of jobs; empty for as many as the wall time
 *     would allow
 * @param kernels families to predict; empty for all
 * @param prior the user's networks that join the prior
 * @param evaluation the user's networks that join the evaluation
 * @param goal share of a frozen test set within 10 % at which a kernel needs no more samples, 0..1
 * @param policy how configurations are chosen
 * @param replay measure nothing: learn again from what the ledger holds
 * @param out where bundles go
 */
public record CampaignRequest(
    String id,
    long seed,
    Duration budget,
    OptionalInt jobs,
    Set<KernelFamily> kernels,
    List<OwnNetwork> prior,
    List<OwnNetwork> evaluation,
    double goal,
    BatchPolicy policy,
    boolean replay,
    Path out) {
  public CampaignRequest {
    kernels = Set.copyOf(kernels);
    prior = List.copyOf(prior);
    evaluation = List.copyOf(evaluation);
  }
}
