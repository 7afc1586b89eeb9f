package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.campaign.CampaignRequest;
import dev.meterfarm.coordinator.campaign.OwnNetwork;
import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.config.ModelFile;
import dev.meterfarm.coordinator.config.SamplerPolicy;
import dev.meterfarm.coordinator.sampling.AdaptivePolicy;
import dev.meterfarm.coordinator.sampling.BatchPolicy;
import dev.meterfarm.coordinator.sampling.NnMeterPolicy;
import dev.meterfarm.coordinator.sampling.PriorOnlyPolicy;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.graph.tflite.TfliteReader;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Turns orders into requests for the engine. Stateless. */
public final class CampaignRequests {
  private CampaignRequests() {}

  /**
   * The request for a campaign that measures.
   *
   * @param blobs where the user's networks are
   * @param out where bundles go
   * @throws FarmException if a network is missing or cannot be read
   */
  public static CampaignRequest of(String id, CampaignOrder order, BlobStore blobs, Path out) {
    return new CampaignRequest(
        id,
        order.seed(),
        order.budget(),
        order.jobBudget(),
        order.kernels().stream().map(KernelFamily::requireByWord).collect(Collectors.toSet()),
        networks(order.models(), blobs),
        networks(order.evaluate(), blobs),
        order.goal(),
        policy(order.policy()),
        false,
        out);
  }

  /** The networks of an order. */
  public static List<OwnNetwork> networks(List<ModelFile> files, BlobStore blobs) {
    return files.stream().map(file -> network(file, blobs)).toList();
  }

  static OwnNetwork network(ModelFile file, BlobStore blobs) {
    byte[] content =
        blobs
            .find(file.sha256())
            .orElseThrow(
                () ->
                    new FarmException(
                        ErrorCode.INVALID_REQUEST,
                        file.name()
                            + " is not here; upload it first: PUT /api/v1/blobs/"
                            + file.sha256()));
    return new OwnNetwork(
        file.name(),
        TfliteReader.read(ByteBuffer.wrap(content), file.name()),
        new ModelRecipe(ModelRecipe.Form.FILE, file.name(), file.sha256(), file.sha256()));
  }

  private static BatchPolicy policy(SamplerPolicy policy) {
    return switch (policy) {
      case ADAPTIVE -> AdaptivePolicy.DEFAULT;
      case NN_METER -> new NnMeterPolicy();
      case PRIOR_ONLY -> new PriorOnlyPolicy();
    };
  }
}
