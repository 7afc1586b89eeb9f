package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.protocol.link.AgentSession;
import java.sql.SQLException;

/** Which life of which agent has which device. */
final class DeviceHolds {
  private DeviceHolds() {}

  /** Takes the device, or keeps it; false if somebody else has it. */
  static boolean tryTake(Session session, Holder holder, long untilMillis, long now)
      throws SQLException {
    return session.update(
            "INSERT INTO device_hold (device, agent, session, until_ms) VALUES (?, ?, ?, ?) ON"
                + " CONFLICT (device) DO UPDATE SET agent = excluded.agent, session ="
                + " excluded.session, until_ms = CASE WHEN device_hold.until_ms > excluded.until_ms"
                + " THEN device_hold.until_ms ELSE excluded.until_ms END WHERE device_hold.until_ms"
                + " <= ? OR (device_hold.agent = excluded.agent AND device_hold.session ="
                + " excluded.session)",
            holder.device().value(),
            holder.agent(),
            holder.session(),
            untilMillis,
            now)
        > 0;
  }

  static int liveLeases(Session session, Holder holder, long now) throws SQLException {
    return session
        .first(
            "SELECT count(*) FROM job"
                + " WHERE state = 'LEASED' AND device = ? AND lease_until_ms > ?",
            row -> row.getInt(1),
            holder.device().value(),
            now)
        .orElseThrow();
  }

  /** After the session's leases were renewed. A hold never gets shorter. */
  static void prolong(Session session, AgentSession from, LeaseTerms terms) throws SQLException {
    String end =
        "(SELECT max(j.lease_until_ms) + ? FROM job j WHERE j.state = 'LEASED'"
            + " AND j.device = device_hold.device AND j.session = device_hold.session)";
    session.update(
        "UPDATE device_hold SET until_ms = "
            + end
            + " WHERE agent = ? AND session = ? AND until_ms < "
            + end,
        terms.deviceGrace().toMillis(),
        from.agent(),
        from.session(),
        terms.deviceGrace().toMillis());
  }

  /** Frees a device of the session's if it has reported all its jobs there. */
  static void freeIfIdle(Session session, AgentSession from, String device) throws SQLException {
    session.update(
        "DELETE FROM device_hold WHERE device = ? AND agent = ? AND session = ? AND NOT EXISTS"
            + " (SELECT 1 FROM job j WHERE j.state = 'LEASED' AND j.device = ? AND j.session = ?)",
        device,
        from.agent(),
        from.session(),
        device,
        from.session());
  }

  /** Frees a device of an earlier life of the agent. */
  static void freeFromEarlier(Session session, AgentSession from, String device)
      throws SQLException {
    session.update(
        "DELETE FROM device_hold WHERE device = ? AND agent = ? AND session <> ?",
        device,
        from.agent(),
        from.session());
  }
}
