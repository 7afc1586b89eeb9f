package dev.meterfarm.cli;

import dev.meterfarm.coordinator.config.CampaignLoader;
import dev.meterfarm.coordinator.config.CampaignOverrides;
import dev.meterfarm.coordinator.config.CampaignSpec;
import dev.meterfarm.coordinator.config.ModelFile;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.FarmJson;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code run-campaign} on somebody else's farm: submits, watches, fetches. For one thread. */
final class RemoteCampaign {
  private final RemoteOptions remote;
  private final boolean detach;
  private final boolean json;
  private final AccuracyGate gate;

  RemoteCampaign(RemoteOptions remote, boolean detach, boolean json, AccuracyGate gate) {
    this.remote = remote;
    this.detach = detach;
    this.json = json;
    this.gate = gate;
  }

  @SuppressWarnings("try") // the signal works by being open
  int run(Optional<Path> file, CampaignOverrides flags) throws InterruptedException {
    // Which targets there are only the coordinator knows.
    CampaignSpec spec =
        new CampaignLoader(Set.of(), RunCampaignCommand.families()).load(file, flags);
    OperatorClient client = remote.client();
    CampaignWatch watch = new CampaignWatch(client, remote, spec.out(), json, gate);
    CampaignView campaign = client.submit(FarmJson.text(order(spec, client, watch.view())));
    if (detach) {
      System.out.println(json ? FarmJson.text(campaign) : campaign.id());
      return ExitCode.OK.code();
    }
    watch
        .view()
        .note(campaign.id(), "submitted to " + client.url() + "; Ctrl-C stops watching only");
    try (StopSignal signal = StopSignal.install()) {
      return watch.follow(campaign.id());
    }
  }

  /** The campaign file as one message, with the files that are uploaded first. */
  private static Map<String, Object> order(
      CampaignSpec spec, OperatorClient client, ProgressView view) throws InterruptedException {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("name", spec.name());
    order.put("targets", spec.targets());
    order.put("budget", spec.budget().time().toSeconds() + "s");
    spec.budget().jobs().ifPresent(jobs -> order.put("jobs", jobs));
    order.put("seed", spec.seed());
    order.put("kernels", spec.kernels());
    order.put("convergence", Map.of("within10Percent", spec.convergence().within10Percent()));
    order.put("sampler", spec.sampler().word());
    order.put("models", upload(spec.models(), client, view));
    order.put("evaluate", upload(spec.evaluate(), client, view));
    return order;
  }

  private static List<ModelFile> upload(
      Optional<Path> folder, OperatorClient client, ProgressView view) throws InterruptedException {
    List<ModelFile> files = new ArrayList<>();
    for (OwnFiles.OwnFile file : OwnFiles.in(folder, view)) {
      String sha256 = sha256(file.content());
      client.upload(sha256, file.content());
      files.add(new ModelFile(file.name(), sha256));
    }
    return files;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
