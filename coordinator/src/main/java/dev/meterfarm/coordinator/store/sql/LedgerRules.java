package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.BrokenRule;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What holds in every ledger at every moment, as queries for what breaks it. */
final class LedgerRules {
  private static final int SHOWN = 10;

  /**
   * @param breaking finds one text for each case; {@code %now%} is the time in milliseconds
   */
  private record Rule(String text, String breaking) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "a job is DONE exactly if one of its attempts brought the result",
              "SELECT 'job ' || j.id || ' is ' || j.state || ' with ' || count(a.job) || ' results'"
                  + " FROM job j LEFT JOIN attempt a ON a.job = j.id AND a.outcome = 'RESULT'"
                  + " GROUP BY j.id, j.state"
                  + " HAVING count(a.job) <> CASE WHEN j.state = 'DONE' THEN 1 ELSE 0 END"),
          new Rule(
              "measurements belong to the attempt that brought the result",
              "SELECT DISTINCT 'job ' || m.job || ' under epoch ' || m.epoch FROM measurement m"
                  + " LEFT JOIN attempt a ON a.job = m.job AND a.epoch = m.epoch"
                  + " AND a.outcome = 'RESULT' WHERE a.job IS NULL"),
          new Rule(
              "a result has one measurement for each of its models, and at least one",
              "SELECT 'job ' || a.job || ' under epoch ' || a.epoch || ': ' || count(m.job)"
                  + " FROM attempt a LEFT JOIN measurement m ON m.job = a.job AND m.epoch = a.epoch"
                  + " WHERE a.outcome = 'RESULT' GROUP BY a.job, a.epoch"
                  + " HAVING count(m.job) = 0 OR count(m.job) <> max(m.model_index) + 1"),
          new Rule(
              "a job is LEASED exactly if its latest attempt has not ended",
              "SELECT 'job ' || j.id || ' is ' || j.state FROM job j"
                  + " LEFT JOIN attempt a ON a.job = j.id AND a.outcome IS NULL"
                  + " WHERE (j.state = 'LEASED' AND (a.job IS NULL OR a.epoch <> j.epoch))"
                  + " OR (j.state <> 'LEASED' AND a.job IS NOT NULL)"),
          new Rule(
              "no job has two attempts that have not ended",
              "SELECT 'job ' || job FROM attempt WHERE outcome IS NULL GROUP BY job"
                  + " HAVING count(*) > 1"),
          new Rule(
              "no attempt has a higher epoch than its job",
              "SELECT 'job ' || j.id || ': ' || a.epoch || ' > ' || j.epoch FROM job j"
                  + " JOIN attempt a ON a.job = j.id WHERE a.epoch > j.epoch"),
          new Rule(
              "a lease has a holder, an end, and does not pass its deadline",
              "SELECT 'job ' || id FROM job WHERE state = 'LEASED' AND (agent IS NULL"
                  + " OR device IS NULL OR lease_until_ms IS NULL OR deadline_ms IS NULL"
                  + " OR lease_until_ms > deadline_ms)"),
          new Rule(
              "a device with live leases has one holder, who holds it at least as long",
              "SELECT 'device ' || j.device || ', job ' || j.id FROM job j"
                  + " WHERE j.state = 'LEASED' AND j.session IS NOT NULL"
                  + " AND j.lease_until_ms > %now% AND NOT EXISTS (SELECT 1 FROM device_hold h"
                  + " WHERE h.device = j.device AND h.agent = j.agent AND h.session = j.session"
                  + " AND h.until_ms >= j.lease_until_ms)"),
          new Rule(
              "a job in BACKOFF knows until when",
              "SELECT 'job ' || id FROM job WHERE state = 'BACKOFF' AND not_before_ms IS NULL"),
          new Rule(
              "a POISON job has the failure that parked it",
              "SELECT 'job ' || j.id FROM job j WHERE j.state = 'POISON' AND NOT EXISTS"
                  + " (SELECT 1 FROM attempt a WHERE a.job = j.id AND a.epoch = j.epoch"
                  + " AND a.error_code IS NOT NULL)"),
          new Rule(
              "every job says what it is to measure",
              "SELECT 'job ' || j.id FROM job j LEFT JOIN job_spec s ON s.job = j.id"
                  + " WHERE s.job IS NULL"));

  private LedgerRules() {}

  /** How many there are. */
  static int count() {
    return RULES.size();
  }

  /** Tries all rules on what the session sees. */
  static List<BrokenRule> broken(Session session, long now) throws SQLException {
    List<BrokenRule> broken = new ArrayList<>();
    for (Rule rule : RULES) {
      String sql = rule.breaking().replace("%now%", Long.toString(now));
      List<String> found =
          session.list(sql + " ORDER BY 1 LIMIT " + (SHOWN + 1), row -> row.getString(1));
      if (!found.isEmpty()) {
        List<String> shown = found.subList(0, Math.min(SHOWN, found.size()));
        broken.add(new BrokenRule(rule.text(), shown, found.size() > SHOWN));
      }
    }
    return broken;
  }
}
