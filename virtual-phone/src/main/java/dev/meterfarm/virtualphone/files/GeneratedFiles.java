package dev.meterfarm.virtualphone.files;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Files that are made up when they are read: those of the kernel. */
public interface GeneratedFiles {
  /** The content of a file; empty where there is no such file. */
  Optional<Supplier<String>> find(String path);

  /** Names in a folder; empty where there is no such folder. */
  Set<String> names(String folder);
}
