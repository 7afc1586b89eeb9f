package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.registry.AgentRecord;
import dev.meterfarm.coordinator.registry.Cause;
import dev.meterfarm.coordinator.registry.Change;
import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.RegistryEvent;
import dev.meterfarm.coordinator.registry.RegistryStore;
import dev.meterfarm.protocol.device.DeviceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

final class SqlRegistry implements RegistryStore {
  private static final Kind<DeviceId, DeviceRecord> DEVICES =
      new Kind<>(
          "device",
          DeviceRecord.class,
          DeviceId::value,
          "SELECT record FROM device WHERE id = ?",
          SqlRegistry::put,
          device -> device.state().name(),
          DeviceRecord::reason);

  private static final Kind<String, AgentRecord> AGENTS =
      new Kind<>(
          "agent",
          AgentRecord.class,
          name -> name,
          "SELECT record FROM agent WHERE name = ?",
          SqlRegistry::put,
          agent -> agent.state().name(),
          AgentRecord::reason);

  private final Database database;
  private final Clock clock;

  SqlRegistry(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public List<DeviceRecord> devices() {
    return database.read(
        session ->
            session.list(
                "SELECT record FROM device ORDER BY id", row -> read(row, DeviceRecord.class)));
  }

  @Override
  public List<AgentRecord> agents() {
    return database.read(
        session ->
            session.list(
                "SELECT record FROM agent ORDER BY name", row -> read(row, AgentRecord.class)));
  }

  private static <T> T read(ResultSet row, Class<T> type) throws SQLException {
    return RowJson.read(row.getString(1), type);
  }

  @Override
  public List<Change<DeviceRecord>> changeDevices(
      Collection<DeviceId> ids,
      Cause cause,
      BiFunction<DeviceId, Optional<DeviceRecord>, DeviceRecord> change) {
    return change(DEVICES, ids, cause, change);
  }

  @Override
  public List<Change<AgentRecord>> changeAgents(
      Collection<String> names,
      Cause cause,
      BiFunction<String, Optional<AgentRecord>, AgentRecord> change) {
    return change(AGENTS, names, cause, change);
  }

  private <K, R> List<Change<R>> change(
      Kind<K, R> kind, Collection<K> keys, Cause cause, BiFunction<K, Optional<R>, R> change) {
    return database.write(
        session -> {
          List<Change<R>> changes = new ArrayList<>();
          for (K key : keys) {
            String name = kind.name().apply(key);
            Optional<R> before =
                session.first(
                    kind.byName() + session.dialect().locking(),
                    row -> read(row, kind.type()),
                    name);
            R after = change.apply(key, before);
            if (!before.equals(Optional.of(after))) {
              kind.put().put(session, after);
              tell(
                  session,
                  cause,
                  new Told(
                      kind.subject(),
                      name,
                      before.map(kind.state()).orElse(""),
                      kind.state().apply(after),
                      kind.reason().apply(after)));
            }
            changes.add(new Change<>(before, after));
          }
          return changes;
        });
  }

  private static void put(Session session, DeviceRecord device) throws SQLException {
    session.update(
        "INSERT INTO device (id, state, agent, host, hub, port, os_build, seen_ms, record)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET state = excluded.state, agent = excluded.agent,"
            + " host = excluded.host, hub = excluded.hub, port = excluded.port,"
            + " os_build = excluded.os_build, seen_ms = excluded.seen_ms, record = excluded.record",
        device.id().value(),
        device.state().name(),
        device.agent(),
        device.where().host(),
        device.where().hub(),
        device.where().port(),
        device.where().osBuild(),
        device.seen().toEpochMilli(),
        RowJson.write(device));
  }

  private static void put(Session session, AgentRecord agent) throws SQLException {
    session.update(
        "INSERT INTO agent (name, state, host, seen_ms, record) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET state = excluded.state,"
            + " host = excluded.host, seen_ms = excluded.seen_ms, record = excluded.record",
        agent.name(),
        agent.state().name(),
        agent.host(),
        agent.seen().toEpochMilli(),
        RowJson.write(agent));
  }

  /** Stores a record. */
  @FunctionalInterface
  private interface Put<R> {
    void put(Session session, R record) throws SQLException;
  }

  /**
   * How records of one kind are stored and told of.
   *
   * @param byName finds the record with a name
   */
  private record Kind<K, R>(
      String subject,
      Class<R> type,
      Function<K, String> name,
      String byName,
      Put<R> put,
      Function<R, String> state,
      Function<R, String> reason) {}

  private record Told(String subject, String id, String from, String to, String reason) {}

  private void tell(Session session, Cause cause, Told told) throws SQLException {
    if (told.from().equals(told.to()) && !cause.isOrder()) {
      return;
    }
    session.update(
        "INSERT INTO registry_event (at_ms, subject, subject_id, by_whom, what, from_state,"
            + " to_state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        clock.millis(),
        told.subject(),
        told.id(),
        cause.by(),
        cause.what(),
        told.from(),
        told.to(),
        told.reason());
  }

  @Override
  public List<RegistryEvent> events(int limit) {
    return database.read(
        session ->
            session.list(
                "SELECT at_ms, subject, subject_id, by_whom, what, from_state, to_state, reason"
                    + " FROM registry_event ORDER BY id DESC LIMIT ?",
                row ->
                    new RegistryEvent(
                        Instant.ofEpochMilli(row.getLong(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8)),
                limit));
  }
}
