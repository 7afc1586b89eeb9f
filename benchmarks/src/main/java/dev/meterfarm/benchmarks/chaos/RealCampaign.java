package dev.meterfarm.benchmarks.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * What the agent that really measures has to do meanwhile: a campaign of its own. Its numbers are
 * those of a machine on which everything goes wrong, so nothing is said about its bundle; but every
 * job that it planned has exactly one result, or none if nobody wants it any more. For one thread.
 */
final class RealCampaign {
  /** What tells its campaigns from the others. */
  static final String IS_REAL = "spec LIKE '%" + ChaosFarm.REAL_TARGET + "%'";

  private static final String OF_IT = "campaign IN (SELECT id FROM campaign WHERE " + IS_REAL + ")";
  private static final Duration COMMAND = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 500;

  private final ChaosFarm farm;
  private final long seed;
  private final PrintStream out;

  RealCampaign(ChaosFarm farm, long seed, PrintStream out) {
    this.farm = farm;
    this.seed = seed;
    this.out = out;
  }

  void submit() throws IOException, InterruptedException {
    String id =
        farm.order(
            COMMAND,
            "run-campaign",
            "--detach",
            "--target",
            ChaosFarm.REAL_TARGET,
            "--budget",
            "2m",
            "--kernels",
            "conv1x1,binary",
            "--seed",
            Long.toString(seed));
    out.println("campaign " + id.strip() + " on " + ChaosFarm.REAL_TARGET);
  }

  /** Whether one is at work, if the ledger tells at this moment. */
  boolean isOpen() throws SQLException {
    return !open(farm).isEmpty();
  }

  private static List<String> open(ChaosFarm farm) throws SQLException {
    return farm.ledger()
        .askNow("SELECT id FROM campaign WHERE " + IS_REAL + " AND state IN ('RUNNING', 'PAUSED')");
  }

  /** Once it has measured something, nobody wants it any more; what runs is let go. */
  void cancel() throws IOException, SQLException, InterruptedException {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - patience < 0 && isOpen() && done() == 0) {
      Thread.sleep(POLL_MILLIS);
    }
    for (String id : open(farm)) {
      farm.order(COMMAND, "cancel", id);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0 && !wrong().isEmpty()) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Jobs that are not as they should be when all is over. */
  List<String> wrong() throws SQLException, InterruptedException {
    return farm.ledger()
        .ask(
            "SELECT j.job_key || ' is ' || j.state || ' with ' || count(a.job) || ' results'"
                + " FROM job j LEFT JOIN attempt a ON a.job = j.id AND a.outcome = 'RESULT'"
                + " WHERE j."
                + OF_IT
                + " GROUP BY j.id, j.job_key, j.state HAVING j.state NOT IN ('DONE', 'CANCELLED')"
                + " OR count(a.job) <> CASE j.state WHEN 'DONE' THEN 1 ELSE 0 END"
                + " ORDER BY 1 LIMIT 10");
  }

  /** How many jobs were really measured. */
  long done() throws SQLException, InterruptedException {
    return farm.ledger().count("SELECT count(*) FROM job WHERE state = 'DONE' AND " + OF_IT);
  }
}
