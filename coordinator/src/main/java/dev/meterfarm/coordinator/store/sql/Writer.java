package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only one who writes. Work that arrives while a commit is on its way to the disk is committed
 * together by the next one; each piece still succeeds or fails alone, and its caller goes on only
 * when it is durable.
 */
final class Writer implements AutoCloseable {
  private static final int LARGEST_GROUP = 256;

  private final Session.Opener opener;
  private final StorageErrors errors;
  private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
  private final Object closing = new Object();

  /** Held from the first change of a group until it is committed. Fair: the writer never pauses. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private final Thread thread;
  private boolean closed;

  /** Belongs to the writer thread; absent after a failure that the connection did not survive. */
  private Optional<Session> current;

  Writer(Session.Opener opener, StorageErrors errors) throws SQLException {
    this.opener = opener;
    this.errors = errors;
    current = Optional.of(Session.open(opener));
    thread = new Thread(this::runUntilClosed, "ledger-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Does the work in a transaction. An interrupt does not end the wait, because what became of the
   * work would not be known; it stays pending.
   */
  <T> T write(Work<T> work) {
    Task<T> task = new Task<>(work);
    synchronized (closing) {
      if (closed) {
        throw new FarmException(ErrorCode.STORAGE_FAILED, "the ledger is closed");
      }
      tasks.add(task);
    }
    try {
      return task.done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FarmException known) {
        throw known;
      }
      throw new FarmException(ErrorCode.INTERNAL, "the ledger's writer failed: " + e.getCause(), e);
    }
  }

  private void runUntilClosed() {
    List<Task<?>> group = new ArrayList<>();
    boolean last = false;
    while (!last) {
      try {
        group.add(tasks.take());
      } catch (InterruptedException e) {
        continue; // nobody but close() ends this thread
      }
      tasks.drainTo(group, LARGEST_GROUP - 1);
      last = group.removeIf(task -> task.work == null);
      commit(group);
      group.clear();
    }
  }

  /** Something that changes nothing in the ledger. */
  @FunctionalInterface
  interface Quiet {
    int run() throws SQLException;
  }

  /** Does something while nobody writes. All who want to write wait for it. */
  void whileStill(Quiet work) throws SQLException {
    writing.lock();
    try {
      var unused = work.run();
    } finally {
      writing.unlock();
    }
  }

  private void commit(List<Task<?>> group) {
    writing.lock();
    try {
      tryCommit(group);
    } finally {
      writing.unlock();
    }
    group.forEach(Task::settle);
  }

  private void tryCommit(List<Task<?>> group) {
    try {
      if (current.isEmpty()) {
        current = Optional.of(Session.open(opener));
      }
      Session session = current.get();
      if (!tryAll(session, group)) {
        for (Task<?> task : group) {
          attempt(session, task);
        }
      }
      session.connection().commit();
    } catch (SQLException e) {
      abandon();
      FarmException failure = errors.translate(e);
      group.forEach(task -> task.failure = task.failure.or(() -> Optional.of(failure)));
    }
  }

  /**
   * Work hardly ever fails, so a group first runs without a way back for each piece, which costs as
   * much as a small piece itself.
   *
   * @return false if one of them failed; then nothing has happened
   */
  private static boolean tryAll(Session session, List<Task<?>> group) throws SQLException {
    try {
      for (Task<?> task : group) {
        task.run(session);
      }
      return true;
    } catch (SQLException e) {
      try {
        session.connection().rollback();
      } catch (SQLException unused) {
        throw e; // the connection has not survived the first problem, which is the one to tell
      }
      return false;
    } catch (RuntimeException e) {
      session.connection().rollback();
      return false;
    }
  }

  private <T> void attempt(Session session, Task<T> task) throws SQLException {
    Savepoint before = session.connection().setSavepoint();
    try {
      task.run(session);
    } catch (SQLException e) {
      task.failure = Optional.of(errors.translate(e));
    } catch (FarmException e) {
      task.failure = Optional.of(e);
    } catch (RuntimeException e) {
      task.failure =
          Optional.of(
              new FarmException(ErrorCode.INTERNAL, "a ledger transaction failed: " + e, e));
    }
    if (task.failure.isPresent()) {
      session.connection().rollback(before);
    }
    session.connection().releaseSavepoint(before);
  }

  /**
   * A full disk, for one, ends the transaction behind the driver's back: what state the connection
   * is in is anybody's guess, so it goes, and with it what was not committed.
   */
  private void abandon() {
    try {
      current.ifPresent(Session::closeQuietly);
    } finally {
      current = Optional.empty();
    }
  }

  /** Finishes what was asked for before, then refuses everything. */
  @Override
  public void close() throws SQLException {
    synchronized (closing) {
      if (closed) {
        return;
      }
      closed = true;
      tasks.add(new Task<>(null));
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (current.isPresent()) {
      current.get().close();
    }
  }

  /** Fields belong to the writer thread until {@code done} is completed. */
  private static final class Task<T> {
    final CompletableFuture<T> done = new CompletableFuture<>();
    final Work<T> work;
    T result;
    Optional<FarmException> failure = Optional.empty();

    Task(Work<T> work) {
      this.work = work;
    }

    void run(Session session) throws SQLException {
      result = work.run(session);
    }

    void settle() {
      failure.ifPresentOrElse(done::completeExceptionally, () -> done.complete(result));
    }
  }
}
