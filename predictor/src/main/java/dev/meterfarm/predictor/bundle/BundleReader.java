package dev.meterfarm.predictor.bundle;

import dev.meterfarm.predictor.json.JsonDocument;
import dev.meterfarm.predictor.json.JsonFields;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.FusionRulesJson;
import dev.meterfarm.predictor.trees.OnnxForest;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads bundles, zipped or as a folder. Stateless and thread-safe.
 *
 * <p>Unknown fields, files and kernel families are ignored, so that a bundle of a later version
 * with the same schema still loads; every file that is used must have the SHA-256 that the manifest
 * says.
 */
public final class BundleReader {
  private BundleReader() {}

  /**
   * Reads a bundle.
   *
   * @throws NewerBundleException if it was written in a newer schema
   * @throws BundleException if it is missing, damaged, or no bundle
   */
  public static Bundle read(Path path) throws BundleException {
    try (BundleFiles files = BundleFiles.open(path)) {
      return read(files);
    } catch (BundleException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new BundleException(path + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Bundle read(BundleFiles files) throws IOException {
    JsonFields root = JsonDocument.parse(EntryNames.MANIFEST, files.require(EntryNames.MANIFEST));
    int schema = ManifestJson.schemaVersion(root);
    if (schema > Manifest.SCHEMA_VERSION) {
      throw new NewerBundleException(
          files.path().toString(),
          schema,
          Manifest.SCHEMA_VERSION,
          root.findText("meterfarmVersion").orElse("(unknown version)"));
    }
    ManifestJson.Content content = ManifestJson.read(root);
    Map<KernelFamily, KernelPredictor> predictors = new EnumMap<>(KernelFamily.class);
    for (KernelFamily family : KernelFamily.values()) {
      if (files.names().contains(EntryNames.description(family))
          || content.sha256().containsKey(EntryNames.description(family))) {
        predictors.put(family, readPredictor(files, content, family));
      }
    }
    return new Bundle(
        content.manifest(),
        FusionRulesJson.read(checked(files, content, EntryNames.RULES)),
        content.roofline(),
        predictors,
        content.generic(),
        content.context());
  }

  private static KernelPredictor readPredictor(
      BundleFiles files, ManifestJson.Content content, KernelFamily family) throws IOException {
    TreeEnsemble trees =
        OnnxForest.read(
            new ByteArrayInputStream(checked(files, content, EntryNames.trees(family))));
    String name = EntryNames.description(family);
    return KernelJson.read(family, JsonDocument.parse(name, checked(files, content, name)), trees);
  }

  private static byte[] checked(BundleFiles files, ManifestJson.Content content, String name)
      throws BundleException {
    byte[] bytes = files.require(name);
    String expected = content.sha256().get(name);
    if (!Sha256.of(bytes).equals(expected)) {
      throw new BundleException(
          files.path()
              + ": "
              + name
              + " is not what the manifest says (SHA-256 differs); fetch or export the bundle"
              + " again");
    }
    return bytes;
  }
}
