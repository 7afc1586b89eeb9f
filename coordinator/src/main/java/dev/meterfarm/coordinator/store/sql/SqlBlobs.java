package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.BlobStore;
import java.time.Clock;
import java.util.Optional;

final class SqlBlobs implements BlobStore {
  private final Database database;
  private final Clock clock;

  SqlBlobs(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public String put(byte[] content) {
    String sha256 = Sha256.hex(content);
    database.write(
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
    return database.read(
        session ->
            session.first(
                "SELECT content FROM blob WHERE sha256 = ?", row -> row.getBytes(1), sha256));
  }
}
