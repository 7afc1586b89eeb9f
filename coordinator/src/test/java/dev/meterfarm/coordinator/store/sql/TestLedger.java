package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.dispatch.LedgerPorts;

/** Shortcuts of the tests. */
public final class TestLedger {
  private TestLedger() {}

  public static LedgerPorts ports(SqliteStore store) {
    return new LedgerPorts(
        store.plan(),
        store.ledger(),
        store.sweep(),
        store.measurements(),
        store.blobs(),
        store.registry());
  }
}
