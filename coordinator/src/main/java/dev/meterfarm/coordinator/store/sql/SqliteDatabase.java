package dev.meterfarm.coordinator.store.sql;

import java.sql.SQLException;

/** One writer and a few readers of one file. */
final class SqliteDatabase implements Database {
  private final Writer writer;
  private final Readers readers;
  private final Checkpoints checkpoints;

  SqliteDatabase(Writer writer, Readers readers, Checkpoints checkpoints) {
    this.writer = writer;
    this.readers = readers;
    this.checkpoints = checkpoints;
  }

  @Override
  public <T> T write(Work<T> work) {
    return writer.write(work);
  }

  @Override
  public <T> T read(Work<T> work) {
    return readers.read(work);
  }

  @Override
  public void close() throws SQLException {
    checkpoints.close();
    writer.close();
    readers.close();
  }
}
