package dev.meterfarm.benchmarks.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What two campaigns of the same seed must have in common: every file of the bundle but the report,
 * which tells about devices and times, and of the manifest everything but provenance.
 */
final class BundleContent {
  private static final String MANIFEST = "manifest.json";
  private static final String REPORT = "report.html";
  private static final List<String> PROVENANCE = List.of("created", "provenance", "campaign");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, byte[]> files = new TreeMap<>();

  private BundleContent() {}

  /** Of the one bundle in a folder. */
  static BundleContent in(Path folder) throws IOException {
    Path bundle;
    try (Stream<Path> all = Files.list(folder)) {
      bundle = all.filter(file -> file.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
    BundleContent content = new BundleContent();
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (!entry.getName().equals(REPORT)) {
          try (InputStream in = zip.getInputStream(entry)) {
            content.files.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    }
    content.files.computeIfPresent(MANIFEST, (name, json) -> withoutProvenance(json));
    return content;
  }

  private static byte[] withoutProvenance(byte[] manifest) {
    try {
      ObjectNode root = (ObjectNode) JSON.readTree(manifest);
      root.remove(PROVENANCE);
      ((ObjectNode) root.get("sha256")).remove(REPORT);
      // How far reference models moved, on average over devices, depends on who had which job.
      ((ObjectNode) root.path("accuracy").path("networks")).remove("driftPercent");
      JsonNode target = root.get("target");
      ((ObjectNode) target).remove("fingerprint"); // names the profile that the agents read
      return JSON.writeValueAsBytes(root);
    } catch (IOException e) {
      throw new IllegalStateException("a bundle's manifest is no JSON", e);
    }
  }

  /** Names of files that differ, or that only one of both has. */
  List<String> differences(BundleContent other) {
    TreeSet<String> names = new TreeSet<>(files.keySet());
    names.addAll(other.files.keySet());
    List<String> different = new ArrayList<>();
    for (String name : names) {
      if (!Arrays.equals(files.get(name), other.files.get(name))) {
        different.add(name);
      }
    }
    return different;
  }

  int size() {
    return files.size();
  }
}
