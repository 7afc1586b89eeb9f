package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A few read-only connections, lent to one caller at a time. Each piece of work sees one state of
 * the ledger. Work must not read inside work: with all connections lent it would wait for itself.
 */
final class Readers implements AutoCloseable {
  private final StorageErrors errors;
  private final List<Session> all = new ArrayList<>();
  private final BlockingQueue<Session> idle;

  Readers(int size, Session.Opener opener, StorageErrors errors) throws SQLException {
    this.errors = errors;
    idle = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      all.add(Session.open(opener));
    }
    idle.addAll(all);
  }

  <T> T read(Work<T> work) {
    Session session;
    try {
      session = idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmException(ErrorCode.CANCELLED, "interrupted while waiting for the ledger", e);
    }
    try {
      try {
        return work.run(session);
      } finally {
        session.connection().rollback();
      }
    } catch (SQLException e) {
      throw errors.translate(e);
    } finally {
      idle.add(session);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Session session : all) {
      session.close();
    }
  }
}
