package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.context.ContextFit;
import dev.meterfarm.coordinator.context.ContextModel;
import dev.meterfarm.coordinator.context.IntervalFit;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.report.HtmlReport;
import dev.meterfarm.coordinator.result.AccuracyRow;
import dev.meterfarm.coordinator.result.KernelRow;
import dev.meterfarm.coordinator.result.NetworkRow;
import dev.meterfarm.coordinator.result.Phase;
import dev.meterfarm.coordinator.result.TargetResult;
import dev.meterfarm.predictor.Prediction;
import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.BundleException;
import dev.meterfarm.predictor.bundle.BundleWriter;
import dev.meterfarm.predictor.bundle.Manifest;
import dev.meterfarm.predictor.bundle.NetworkAccuracy;
import dev.meterfarm.predictor.bundle.TargetIdentity;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The end of a campaign on one target: the context term is fitted on the calibration networks, the
 * evaluation networks are predicted with the very bundle that is written, and report and bundle go
 * to disk. Measures nothing.
 */
final class ClosingPhase {
  private final CampaignContext context;
  private final EnginePorts ports;
  private final CampaignRequest request;
  private final TargetDescription target;
  private final boolean partial;
  private final DeviceCalibration devices;

  ClosingPhase(
      CampaignContext context,
      EnginePorts ports,
      CampaignRequest request,
      TargetDescription target,
      boolean partial,
      DeviceCalibration devices) {
    this.devices = devices;
    this.context = context;
    this.ports = ports;
    this.request = request;
    this.target = target;
    this.partial = partial;
  }

  TargetResult run(
      FusionReport fusion,
      RoundPlanner planner,
      SampleBook samples,
      NetworkSets networks,
      LearningHistory history,
      ModelSet models) {
    context.progress().enter(Phase.EVALUATION);
    LabelBook labels = context.measurer().labels();
    List<KernelRow> kernels = KernelRows.of(models, planner, samples, labels, history);
    NetworkEvaluation evaluation =
        new NetworkEvaluation(networks.calibration(), networks.evaluation(), labels);
    NetworkPrices prices =
        new NetworkPrices(new KernelDetector(fusion.rules()), models.used(forestsUsed(kernels)));
    ContextModel narrow = ContextFit.fit(evaluation.forContext(prices));
    Bundle draft = bundle(fusion, models, samples, kernels, narrow, Optional.empty());
    ContextModel fitted = withIntervals(narrow, evaluation, predict(draft, evaluation));
    Bundle unjudged = bundle(fusion, models, samples, kernels, fitted, Optional.empty());
    Map<String, Prediction> predictions = predict(unjudged, evaluation);
    List<AccuracyRow> accuracy = new ArrayList<>();
    accuracy.add(
        evaluation.accuracy(
            "meterfarm", network -> predictions.get(network.name()).latencyMs() * 1e6));
    accuracy.addAll(evaluation.baselines(prices, fusion.rules()));
    context.progress().enter(Phase.EXPORT);
    TargetResult result =
        result(
            fusion,
            kernels,
            evaluation,
            predictions,
            accuracy,
            fitted,
            samples,
            models.trained().isEmpty() ? "" : file().toString());
    Bundle bundle =
        bundle(fusion, models, samples, kernels, fitted, Optional.of(networkAccuracy(result)));
    if (!result.bundle().isEmpty()) {
      write(bundle, result, samples, file());
    }
    context.progress().enter(Phase.DONE);
    return result;
  }

  private static List<KernelFamily> forestsUsed(List<KernelRow> kernels) {
    return kernels.stream()
        .filter(KernelRow::beatsGeneric)
        .map(row -> KernelFamily.requireByWord(row.family()))
        .toList();
  }

  private static Map<String, Prediction> predict(Bundle draft, NetworkEvaluation evaluation) {
    List<Prediction> all =
        predictor(draft)
            .predictAll(evaluation.evaluation().stream().map(MeasuredNetwork::graph).toList());
    Map<String, Prediction> byName = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      byName.put(evaluation.evaluation().get(i).name(), all.get(i));
    }
    return byName;
  }

  /** Networks that no fit has seen tell how wide the intervals have to be. */
  private static ContextModel withIntervals(
      ContextModel fitted, NetworkEvaluation evaluation, Map<String, Prediction> predictions) {
    double sigma = Double.isNaN(fitted.relativeSigma()) ? 0 : fitted.relativeSigma();
    List<IntervalFit.Predicted> networks =
        evaluation.evaluation().stream()
            .map(
                network -> {
                  Prediction prediction = predictions.get(network.name());
                  return new IntervalFit.Predicted(
                      evaluation.nanos(network),
                      1e6 * prediction.latencyMs(),
                      1e6 * prediction.highMs());
                })
            .toList();
    return networks.size() < IntervalFit.LEAST_NETWORKS
        ? fitted
        : fitted.withRelativeSigma(IntervalFit.relativeSigma(networks, sigma));
  }

  private static Predictor predictor(Bundle bundle) {
    try {
      return new Predictor(bundle);
    } catch (BundleException e) {
      throw new FarmException(ErrorCode.INTERNAL, "our own bundle is wrong: " + e.getMessage(), e);
    }
  }

  private Bundle bundle(
      FusionReport fusion,
      ModelSet models,
      SampleBook samples,
      List<KernelRow> kernels,
      ContextModel fitted,
      Optional<NetworkAccuracy> accuracy) {
    Map<String, String> traits =
        Map.of(
            "resolutionNanos", Long.toString(target.traits().resolutionNanos()),
            "timedRegion", target.traits().timedRegion().name());
    Manifest manifest =
        new Manifest(
            ports.version(),
            new TargetIdentity(
                target.name(),
                target.deviceClass(),
                target.runtime(),
                target.settings(),
                target.traits().statistic().name(),
                traits,
                target.fingerprint(),
                target.simulated()),
            partial,
            request.id(),
            request.seed(),
            ports.created(),
            provenance(),
            accuracy);
    return BundleAssembly.of(
        manifest, fusion.rules(), models, samples, kernels, BundleAssembly.context(fitted));
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("profileHash", target.profileHash());
    provenance.put(
        "budget",
        request.jobs().isPresent()
            ? request.jobs().getAsInt() + " jobs"
            : request.budget().toString());
    devices.provenance().ifPresent(of -> provenance.put("devices", of));
    provenance.put("policy", request.policy().name());
    provenance.put("java", Runtime.version().toString());
    provenance.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return provenance;
  }

  private static NetworkAccuracy networkAccuracy(TargetResult result) {
    AccuracyRow ours = result.accuracy().get(0);
    return new NetworkAccuracy(
        ours.networks(),
        ours.within5Percent(),
        ours.within10Percent(),
        ours.rmspePercent(),
        result.repeatWithin10Percent(),
        result.driftPercent());
  }

  private TargetResult result(
      FusionReport fusion,
      List<KernelRow> kernels,
      NetworkEvaluation evaluation,
      Map<String, Prediction> predictions,
      List<AccuracyRow> accuracy,
      ContextModel fitted,
      SampleBook samples,
      String bundle) {
    List<NetworkRow> networks = new ArrayList<>();
    for (MeasuredNetwork network : evaluation.evaluation()) {
      Prediction prediction = predictions.get(network.name());
      double measured = evaluation.nanos(network) / 1e6;
      networks.add(
          new NetworkRow(
              network.name(),
              network.family(),
              measured,
              prediction.latencyMs(),
              prediction.lowMs(),
              prediction.highMs(),
              100 * (prediction.latencyMs() / measured - 1),
              prediction.extrapolatedShare()));
    }
    double elapsed = context.clock().usedSeconds();
    return new TargetResult(
        target.name(),
        target.deviceClass(),
        target.runtime(),
        target.simulated(),
        partial,
        bundle,
        FusionRows.of(fusion),
        kernels,
        networks,
        accuracy,
        evaluation.repeatWithin10Percent(),
        context.measurer().driftPercent(),
        context.measurer().labels().suspectJobs(),
        context.measurer().jobsDone(),
        samples.trainingSize(),
        context.measurer().busyShare(elapsed),
        elapsed,
        coefficients(fitted),
        devices.rows(),
        notes(kernels, bundle, networks.isEmpty()));
  }

  private static Map<String, Double> coefficients(ContextModel fitted) {
    return Map.of(
        "scale of matrix kernels", fitted.scales().get(KernelFamily.CONV),
        "scale of depthwise kernels", fitted.scales().get(KernelFamily.DWCONV),
        "scale of memory-bound kernels", fitted.scales().get(KernelFamily.BINARY),
        "ns per activation byte", fitted.nanosPerActivationByte(),
        "ns per evicted weight byte", fitted.weights().nanosPerByte(),
        "cached weight bytes", fitted.weights().cachedBytes(),
        "ns per kernel", fitted.nanosPerKernel(),
        "fixed ns", fitted.fixedNanos());
  }

  private Path file() {
    return request
        .out()
        .resolve(
            target.name()
                + "-"
                + request.id()
                + (partial ? "-partial" : "")
                + (request.replay() ? "-retrained" : "")
                + ".zip");
  }

  private List<String> notes(List<KernelRow> kernels, String bundle, boolean withoutNetworks) {
    List<String> notes = new ArrayList<>();
    if (target.hasSoftwareGpu()) {
      notes.add(
          "Software GPU: a CPU acts as one. The fusion rules are those of the GPU's runtime; the"
              + " times are those of no GPU.");
    }
    if (bundle.isEmpty()) {
      notes.add(
          "The budget ended before any kernel had enough samples, so there is no bundle; what was"
              + " measured is kept: go on with --resume and a larger --budget.");
    }
    if (partial) {
      notes.add(
          "The budget of "
              + request.budget().toSeconds()
              + " s is below "
              + BudgetPlan.COMPLETE.toSeconds()
              + " s for each target on the device, so the bundle is partial: expect larger"
              + " errors.");
    }
    if (withoutNetworks) {
      notes.add(
          "No network was evaluated: none of the zoo consists of the kernels asked for, or the budget"
              + " is too small; name your own with --evaluate.");
    }
    String generic =
        kernels.stream()
            .filter(row -> !row.beatsGeneric())
            .map(KernelRow::family)
            .collect(Collectors.joining(", "));
    if (!generic.isEmpty()) {
      notes.add("Priced by the generic model of bytes and FLOPs: " + generic + ".");
    }
    List<String> failures = context.measurer().failures();
    if (!failures.isEmpty()) {
      notes.add(failures.size() + " jobs came to nothing; the first: " + failures.get(0));
    }
    List<String> unmeasured = context.measurer().labels().unmeasured();
    if (!unmeasured.isEmpty()) {
      notes.add(unmeasured.size() + " models have no label; the first: " + unmeasured.get(0));
    }
    return notes;
  }

  private void write(Bundle bundle, TargetResult result, SampleBook samples, Path file) {
    String report = HtmlReport.html(result, request.id(), request.seed());
    Map<String, byte[]> extra =
        new TreeMap<>(SampleTable.files(samples, context.measurer().labels()));
    extra.put("report.html", report.getBytes(StandardCharsets.UTF_8));
    try {
      BundleWriter.write(bundle, extra, file);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot write the bundle "
              + file
              + ": "
              + e.getMessage()
              + "; free some space or make the folder writable, then run the campaign again with"
              + " --resume: nothing has to be measured again",
          e);
    }
  }
}
