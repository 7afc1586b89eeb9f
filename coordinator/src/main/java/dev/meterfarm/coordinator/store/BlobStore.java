package dev.meterfarm.coordinator.store;

import java.util.Optional;

/** Model files by content. */
public interface BlobStore {
  /**
   * Stores a file; storing it again changes nothing.
   *
   * @return its lower-case SHA-256
   */
  String put(byte[] content);

  Optional<byte[]> find(String sha256);
}
