package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.link.AgentSession;
import java.sql.SQLException;

/** Which life of which agent has which device. */
final class DeviceHolds {
  /**
   * Appended to the condition of an update of {@code job}: its session has the device. A lease that
   * was over for so long that somebody else got the device cannot be renewed.
   */
  static final String STILL_HELD =
      " AND EXISTS (SELECT 1 FROM device_hold h WHERE h.device = job.device"
          + " AND h.agent = job.agent AND h.session = job.session)";

  private DeviceHolds() {}

  /** Takes the device, or keeps it; false if somebody else has it. */
  static boolean tryTake(Session session, Holder holder, long untilMillis, long now)
      throws SQLException {
    return session.update(
            "INSERT INTO device_hold (device, agent, session, until_ms) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (device) DO UPDATE SET agent = excluded.agent,"
                + " session = excluded.session, until_ms ="
                + " CASE WHEN device_hold.until_ms > excluded.until_ms"
                + " THEN device_hold.until_ms ELSE excluded.until_ms END, kept_until_ms ="
                + " CASE WHEN device_hold.session = excluded.session"
                + " THEN device_hold.kept_until_ms ELSE 0 END"
                + " WHERE device_hold.until_ms <= ? OR (device_hold.agent = excluded.agent"
                + " AND device_hold.session = excluded.session)",
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

  /**
   * After the session's leases were renewed. The agent counts a whole lease from here, also where a
   * job's deadline comes before, and hears of that at its next renewal only.
   */
  static void prolong(Session session, AgentSession from, LeaseTerms terms, long now)
      throws SQLException {
    long until = now + terms.lease().plus(terms.deviceGrace()).toMillis();
    session.update(
        "UPDATE device_hold SET until_ms = ? WHERE agent = ? AND session = ? AND until_ms < ?"
            + " AND EXISTS (SELECT 1 FROM job j WHERE j.state = 'LEASED'"
            + " AND j.device = device_hold.device AND j.session = device_hold.session"
            + " AND j.lease_until_ms > ?)",
        until,
        from.agent(),
        from.session(),
        until,
        now);
  }

  /**
   * The ledger takes a lease back, but its agent does not know yet: until it must have stopped the
   * run, whatever else it reports does not free the device.
   */
  static void keep(Session session, JobId job) throws SQLException {
    session.update(
        "UPDATE device_hold SET kept_until_ms = until_ms WHERE EXISTS (SELECT 1 FROM job j"
            + " WHERE j.id = ? AND j.device = device_hold.device AND j.agent = device_hold.agent"
            + " AND j.session = device_hold.session)",
        job.value());
  }

  /** Frees a device of the session's if it has reported all its jobs there. */
  static void freeIfIdle(Session session, AgentSession from, String device, long now)
      throws SQLException {
    session.dialect().lockHold(session, device);
    session.update(
        "DELETE FROM device_hold WHERE device = ? AND agent = ? AND session = ?"
            + " AND kept_until_ms <= ? AND NOT EXISTS"
            + " (SELECT 1 FROM job j WHERE j.state = 'LEASED' AND j.device = ? AND j.session = ?)",
        device,
        from.agent(),
        from.session(),
        now,
        device,
        from.session());
  }

  /** Frees a device of a life of an agent that is over. */
  static void free(Session session, AgentSession over, String device) throws SQLException {
    session.update(
        "DELETE FROM device_hold WHERE device = ? AND agent = ? AND session = ?",
        device,
        over.agent(),
        over.session());
  }
}
