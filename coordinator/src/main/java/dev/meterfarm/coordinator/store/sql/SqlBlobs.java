package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.BlobStore;
import java.time.Clock;
import java.util.Optional;

final class SqlBlobs implements BlobStore {
  private final Writer writer;
  private final Readers readers;
  private final Clock clock;

  SqlBlobs(Writer writer, Readers readers, Clock clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public String put(byte[] content) {
    String sha256 = Sha256.hex(content);
    writer.write(
        session ->
            session.update(
                "INSERT INTO blob (sha256, content, stored_ms) VALUES (?, ?, ?)"
                    + " ON CONFLICT (sha256) DO NOTHING",
                sha256,
                content,
                clock.millis()));
    return sha256;
  }

  @Override
  public Optional<byte[]> find(String sha256) {
    return readers.read(
        session ->
            session.first(
                "SELECT content FROM blob WHERE sha256 = ?", row -> row.getBytes(1), sha256));
  }
}
