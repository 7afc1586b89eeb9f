package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.DecisionJournal;
import java.time.Clock;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

final class SqlDecisions implements DecisionJournal {
  private static final String INSERT =
      "INSERT INTO campaign_state (campaign, name, value, set_ms) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (campaign, name) DO ";
  private static final String FIND =
      "SELECT value FROM campaign_state WHERE campaign = ? AND name = ?";

  private final Database database;
  private final Clock clock;
  private final Fence fence;

  SqlDecisions(Database database, Clock clock, Fence fence) {
    this.database = database;
    this.clock = clock;
    this.fence = fence;
  }

  @Override
  public void put(String campaign, String name, String json) {
    database.write(
        session -> {
          fence.check(session);
          return session.update(
              INSERT + "UPDATE SET value = excluded.value, set_ms = excluded.set_ms",
              campaign,
              name,
              json,
              clock.millis());
        });
  }

  @Override
  public String putIfAbsent(String campaign, String name, String json) {
    return database.write(
        session -> {
          fence.check(session);
          session.update(INSERT + "NOTHING", campaign, name, json, clock.millis());
          return session.first(FIND, row -> row.getString(1), campaign, name).orElseThrow();
        });
  }

  @Override
  public Optional<String> find(String campaign, String name) {
    return database.read(session -> session.first(FIND, row -> row.getString(1), campaign, name));
  }

  @Override
  public SortedMap<String, String> findAll(String campaign, String prefix) {
    return database.read(
        session -> {
          SortedMap<String, String> found = new TreeMap<>();
          session.each(
              "SELECT name, value FROM campaign_state"
                  + " WHERE campaign = ? AND name >= ? AND name < ?",
              row -> found.put(row.getString(1), row.getString(2)),
              campaign,
              prefix,
              Prefix.end(prefix));
          return found;
        });
  }
}
