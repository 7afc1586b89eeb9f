package dev.meterfarm.predictor.bundle;

import dev.meterfarm.predictor.kernels.KernelFamily;

/** Names of the files in a bundle. Stateless and thread-safe. */
final class EntryNames {
  static final String MANIFEST = "manifest.json";
  static final String RULES = "fusion-rules.json";

  private EntryNames() {}

  static String trees(KernelFamily family) {
    return "kernels/" + family.word() + ".onnx";
  }

  static String description(KernelFamily family) {
    return "kernels/" + family.word() + ".json";
  }

  /** True for a relative path of plain names that cannot lead out of the bundle. */
  static boolean isSafe(String name) {
    if (name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.contains(":")) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return name.chars().noneMatch(c -> c < ' ');
  }
}
