package dev.meterfarm.predictor.bundle;

import dev.meterfarm.predictor.rules.FusionRulesJson;
import dev.meterfarm.predictor.trees.OnnxForest;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes bundles as zip files. Stateless and thread-safe.
 *
 * <p>Equal bundles give equal bytes: entries are sorted and carry a fixed time. The file appears
 * whole or not at all: it is written beside its place, forced to disk and moved there.
 */
public final class BundleWriter {
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private BundleWriter() {}

  /**
   * Writes a bundle.
   *
   * @param extraFiles more files by their path in the bundle, such as {@code report.html} and
   *     {@code samples/conv.csv}
   * @param file the zip file; replaced if it exists
   * @throws IllegalArgumentException if an extra file has an unsafe or taken name
   * @throws IOException if it cannot be written; then nothing is left behind
   */
  public static void write(Bundle bundle, Map<String, byte[]> extraFiles, Path file)
      throws IOException {
    Map<String, byte[]> entries = entries(bundle, extraFiles);
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    Files.createDirectories(folder);
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        writeZip(entries, out);
        out.flush();
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Map<String, byte[]> entries(Bundle bundle, Map<String, byte[]> extraFiles)
      throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put(EntryNames.RULES, FusionRulesJson.write(bundle.rules()));
    for (KernelPredictor predictor : bundle.predictors().values()) {
      ByteArrayOutputStream trees = new ByteArrayOutputStream();
      OnnxForest.write(predictor.trees(), predictor.featureNames(), trees);
      entries.put(EntryNames.trees(predictor.family()), trees.toByteArray());
      entries.put(EntryNames.description(predictor.family()), KernelJson.write(predictor));
    }
    for (Map.Entry<String, byte[]> extra : extraFiles.entrySet()) {
      if (!EntryNames.isSafe(extra.getKey())) {
        throw new IllegalArgumentException("'" + extra.getKey() + "' is no safe file name");
      }
      if (extra.getKey().equals(EntryNames.MANIFEST)
          || entries.put(extra.getKey(), extra.getValue()) != null) {
        throw new IllegalArgumentException("the bundle already has a file " + extra.getKey());
      }
    }
    Map<String, String> sha256 = new TreeMap<>();
    entries.forEach((name, content) -> sha256.put(name, Sha256.of(content)));
    entries.put(EntryNames.MANIFEST, ManifestJson.write(bundle, sha256));
    return entries;
  }

  private static void writeZip(Map<String, byte[]> entries, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.DEFAULT_COMPRESSION); // the best takes four times as long for 3 %
    for (Map.Entry<String, byte[]> content : entries.entrySet()) {
      ZipEntry entry = new ZipEntry(content.getKey());
      entry.setTimeLocal(ENTRY_TIME);
      zip.putNextEntry(entry);
      zip.write(content.getValue());
      zip.closeEntry();
    }
    zip.finish();
  }
}
