package dev.meterfarm.predictor.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.predictor.context.ContextFit;
import dev.meterfarm.predictor.context.ContextTerm;
import dev.meterfarm.predictor.context.WeightCost;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.json.JsonDocument;
import dev.meterfarm.predictor.json.JsonFieldException;
import dev.meterfarm.predictor.json.JsonFields;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The {@code manifest.json} of a bundle. Stateless and thread-safe. */
final class ManifestJson {
  private ManifestJson() {}

  /** What the manifest of a bundle says beside what other files say. */
  record Content(
      Manifest manifest,
      Roofline roofline,
      GenericModel generic,
      ContextTerm context,
      Map<String, String> sha256) {}

  static byte[] write(Bundle bundle, Map<String, String> sha256) {
    Manifest manifest = bundle.manifest();
    ObjectNode root = JsonDocument.object();
    root.put("schemaVersion", Manifest.SCHEMA_VERSION);
    root.put("meterfarmVersion", manifest.meterfarmVersion());
    writeTarget(root.putObject("target"), manifest.target());
    root.put("simulated", manifest.target().simulated());
    root.put("partial", manifest.partial());
    root.put("campaign", manifest.campaign());
    root.put("seed", manifest.seed());
    root.put("created", manifest.created().toString());
    writeTexts(root.putObject("provenance"), manifest.provenance());
    ObjectNode roofline = root.putObject("roofline");
    roofline.put("fixedNs", bundle.roofline().fixedNanos());
    roofline.put("nsPerFlop", bundle.roofline().nanosPerFlop());
    roofline.put("nsPerByte", bundle.roofline().nanosPerByte());
    ObjectNode generic = root.putObject("generic");
    generic.put("fixedNs", bundle.generic().fixedNanos());
    generic.put("nsPerByte", bundle.generic().nanosPerByte());
    generic.put("nsPerFlop", bundle.generic().nanosPerFlop());
    generic.put("relativeSigma", bundle.generic().relativeSigma());
    writeContext(root.putObject("context"), bundle.context());
    writeAccuracy(root.putObject("accuracy"), bundle);
    writeTexts(root.putObject("sha256"), sha256);
    return JsonDocument.bytes(root);
  }

  private static void writeTarget(ObjectNode node, TargetIdentity target) {
    node.put("name", target.name());
    node.put("deviceClass", target.deviceClass());
    node.put("runtime", target.runtime());
    node.put("labelStatistic", target.labelStatistic());
    writeTexts(node.putObject("settings"), target.settings());
    writeTexts(node.putObject("traits"), target.traits());
    writeTexts(node.putObject("fingerprint"), target.fingerprint());
  }

  private static void writeTexts(ObjectNode node, Map<String, String> texts) {
    texts.forEach(node::put);
  }

  private static void writeContext(ObjectNode node, ContextTerm term) {
    ObjectNode scales = node.putObject("scales");
    term.scales().forEach((family, scale) -> scales.put(family.word(), scale));
    node.put("nsPerActivationByte", term.nanosPerActivationByte());
    node.put("nsPerWeightByte", term.weights().nanosPerByte());
    node.put("cachedWeightBytes", term.weights().cachedBytes());
    node.put("weightsCachedBy", word(term.weights().basis()));
    node.put("nsPerKernel", term.nanosPerKernel());
    node.put("fixedNs", term.fixedNanos());
    node.put("relativeSigma", term.relativeSigma());
    node.put("networks", term.fit().networks());
    JsonDocument.putNumber(node, "rmspePercentWithout", term.fit().rmspePercentWithout());
    JsonDocument.putNumber(node, "rmspePercentWith", term.fit().rmspePercentWith());
    JsonDocument.putNumber(node, "within10PercentWithout", term.fit().within10PercentWithout());
    JsonDocument.putNumber(node, "within10PercentWith", term.fit().within10PercentWith());
  }

  private static void writeAccuracy(ObjectNode node, Bundle bundle) {
    bundle
        .manifest()
        .networks()
        .ifPresent(
            accuracy -> {
              ObjectNode networks = node.putObject("networks");
              networks.put("networks", accuracy.networks());
              JsonDocument.putNumber(networks, "within5Percent", accuracy.within5Percent());
              JsonDocument.putNumber(networks, "within10Percent", accuracy.within10Percent());
              JsonDocument.putNumber(networks, "rmspePercent", accuracy.rmspePercent());
              JsonDocument.putNumber(
                  networks, "repeatWithin10Percent", accuracy.repeatWithin10Percent());
              JsonDocument.putNumber(networks, "driftPercent", accuracy.driftPercent());
            });
    ObjectNode kernels = node.putObject("kernels");
    bundle
        .predictors()
        .forEach(
            (family, predictor) ->
                KernelJson.writeAccuracy(kernels.putObject(family.word()), predictor.accuracy()));
  }

  /**
   * The schema version of a manifest, whatever else it holds.
   *
   * @throws JsonFieldException if it has none
   */
  static int schemaVersion(JsonFields root) {
    return root.smallInteger("schemaVersion");
  }

  static Content read(JsonFields root) {
    JsonFields target = root.object("target");
    Manifest manifest =
        new Manifest(
            root.text("meterfarmVersion"),
            new TargetIdentity(
                target.text("name"),
                target.text("deviceClass"),
                target.text("runtime"),
                target.texts("settings"),
                target.text("labelStatistic"),
                target.texts("traits"),
                target.texts("fingerprint"),
                root.flag("simulated")),
            root.flag("partial"),
            root.text("campaign"),
            root.integer("seed"),
            instant(root),
            root.texts("provenance"),
            readNetworks(root.object("accuracy")));
    JsonFields roofline = root.object("roofline");
    JsonFields generic = root.object("generic");
    return new Content(
        manifest,
        new Roofline(
            roofline.number("fixedNs"), roofline.number("nsPerFlop"), roofline.number("nsPerByte")),
        new GenericModel(
            generic.number("fixedNs"),
            generic.number("nsPerByte"),
            generic.number("nsPerFlop"),
            generic.number("relativeSigma")),
        readContext(root.object("context")),
        root.texts("sha256"));
  }

  private static Instant instant(JsonFields root) {
    String text = root.text("created");
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new JsonFieldException("manifest.json: created is no time: " + text, e);
    }
  }

  private static Optional<NetworkAccuracy> readNetworks(JsonFields accuracy) {
    return accuracy
        .findObject("networks")
        .map(
            networks ->
                new NetworkAccuracy(
                    networks.smallInteger("networks"),
                    networks.number("within5Percent"),
                    networks.number("within10Percent"),
                    networks.number("rmspePercent"),
                    networks.number("repeatWithin10Percent"),
                    networks.number("driftPercent")));
  }

  private static ContextTerm readContext(JsonFields context) {
    Map<KernelFamily, Double> scales = new EnumMap<>(KernelFamily.class);
    context
        .numbers("scales")
        .forEach(
            (word, scale) ->
                KernelFamily.findByWord(word).ifPresent(family -> scales.put(family, scale)));
    return new ContextTerm(
        scales,
        context.number("nsPerActivationByte"),
        readWeights(context),
        context.number("nsPerKernel"),
        context.number("fixedNs"),
        context.number("relativeSigma"),
        new ContextFit(
            context.smallInteger("networks"),
            context.number("rmspePercentWithout"),
            context.number("rmspePercentWith"),
            context.number("within10PercentWithout"),
            context.number("within10PercentWith")));
  }

  /** Bundles of schema 1 know one basis only, and the first ones no cost of weights at all. */
  private static WeightCost readWeights(JsonFields context) {
    String word = context.has("weightsCachedBy") ? context.text("weightsCachedBy") : "network";
    for (WeightCost.Basis basis : WeightCost.Basis.values()) {
      if (word(basis).equals(word)) {
        return new WeightCost(
            context.has("nsPerWeightByte") ? context.number("nsPerWeightByte") : 0,
            context.has("cachedWeightBytes") ? context.number("cachedWeightBytes") : 0,
            basis);
      }
    }
    throw new JsonFieldException("manifest.json: context.weightsCachedBy is unknown: " + word);
  }

  private static String word(WeightCost.Basis basis) {
    return basis.name().toLowerCase(Locale.ROOT);
  }
}
