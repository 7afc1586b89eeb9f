package dev.meterfarm.benchmarks.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Faults happen to a farm of real processes that is at work on a campaign.
 *
 * <ol>
 *   <li>A calm campaign of the same seed, in one process, tells what must come out.
 *   <li>Faults happen as the schedule says. When a campaign ends before they do, the same begins
 *       anew.
 *   <li>Everything is mended, and the farm gets time to finish.
 *   <li>The ledger must hold exactly one result for every job and break no rule, and every bundle
 *       of simulated devices must be the calm one.
 * </ol>
 */
public final class ChaosRun {
  private static final Duration COMMAND = Duration.ofMinutes(3);
  private static final Duration RECOVERY = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 500;
  private static final int MOST_CAMPAIGNS = 1_000;

  private static final String SIMULATED = "id <> 'farm' AND NOT " + RealCampaign.IS_REAL;
  private static final String UNFINISHED =
      "SELECT id || ' ' || state FROM campaign WHERE " + SIMULATED + " AND state <> 'FINISHED'";

  /** The exit code of a program that cannot work for now, and says so. */
  private static final int ENVIRONMENT = 5;

  private final ChaosSettings settings;
  private final PrintStream out;
  private final List<String> problems = new ArrayList<>();

  private ChaosRun(ChaosSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Runs it; what happens is printed as it happens. */
  public static ChaosReport run(ChaosSettings settings, PrintStream out)
      throws IOException, SQLException, InterruptedException {
    return new ChaosRun(settings, out).run();
  }

  private ChaosReport run() throws IOException, SQLException, InterruptedException {
    List<Fault> schedule =
        Schedule.of(
            settings.seed(),
            settings.faults(),
            settings.nodes(),
            settings.agents() + (settings.means().embedded() ? 1 : 0),
            settings.thorough());
    out.println("seed " + settings.seed() + ", " + schedule.size() + " faults:");
    try (ChaosFarm farm = ChaosFarm.start(settings.plan())) {
      BundleContent calm = calm(farm);
      RealCampaign real = new RealCampaign(farm, settings.seed(), out);
      submit(farm);
      if (settings.means().embedded()) {
        real.submit();
      }
      long started = System.nanoTime();
      try (Saboteur saboteur = new Saboteur(farm)) {
        for (int i = 0; i < schedule.size(); i++) {
          Fault fault = schedule.get(i);
          Thread.sleep(fault.after().toMillis());
          out.println("#" + (i + 1) + " " + fault);
          saboteur.commit(fault);
          goOn(farm, real);
        }
      }
      out.println("mended after " + seconds(started) + " s");
      List<String> campaigns = awaitEnd(farm);
      real.cancel();
      long took = seconds(started);
      check(real);
      for (String campaign : campaigns) {
        check(farm, campaign, calm);
      }
      checkLedger(farm);
      checkPrograms(farm);
      return report(farm, campaigns.size(), real.done(), took);
    }
  }

  private static long seconds(long sinceNanos) {
    return Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds();
  }

  private List<String> order() {
    return List.of(
        "--target",
        ChaosFarm.TARGET,
        "--budget",
        settings.jobs() + " jobs",
        "--kernels",
        "conv1x1,binary",
        "--seed",
        Long.toString(settings.seed()));
  }

  private BundleContent calm(ChaosFarm farm) throws IOException, InterruptedException {
    Path folder = settings.folder().resolve("calm");
    List<String> command = new ArrayList<>(List.of("run-campaign", "--out", folder.toString()));
    command.addAll(order());
    farm.command(COMMAND, command.toArray(String[]::new));
    BundleContent calm = BundleContent.in(folder);
    out.println("calm: a bundle of " + calm.size() + " files");
    return calm;
  }

  private void submit(ChaosFarm farm) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("run-campaign", "--detach"));
    command.addAll(order());
    String id = farm.order(COMMAND, command.toArray(String[]::new)).strip();
    out.println("campaign " + id);
  }

  /**
   * There is always a campaign at work; one that cannot be submitted now is, after a later fault.
   */
  private void goOn(ChaosFarm farm, RealCampaign real) throws IOException, InterruptedException {
    try {
      if (farm.ledger().askNow(UNFINISHED).isEmpty()) {
        submit(farm);
      }
      if (settings.means().embedded() && !real.isOpen()) {
        real.submit();
      }
    } catch (SQLException | AssertionError e) {
      out.println("no new campaign yet: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private List<String> awaitEnd(ChaosFarm farm) throws SQLException, InterruptedException {
    long end = System.nanoTime() + RECOVERY.toNanos();
    while (!farm.ledger().ask(UNFINISHED).isEmpty()) {
      if (System.nanoTime() - end > 0) {
        problems.add(
            "not finished "
                + RECOVERY.toMinutes()
                + " minutes after everything was mended: "
                + farm.ledger().ask(UNFINISHED)
                + ", jobs "
                + farm.ledger()
                    .ask("SELECT state || ' ' || count(*) FROM job GROUP BY state ORDER BY 1"));
        break;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return farm.ledger()
        .ask("SELECT id FROM campaign WHERE " + SIMULATED + " ORDER BY id LIMIT " + MOST_CAMPAIGNS);
  }

  private void check(RealCampaign real) throws SQLException, InterruptedException {
    List<String> wrong = real.wrong();
    if (!wrong.isEmpty()) {
      problems.add(ChaosFarm.REAL_TARGET + ": " + wrong);
    }
    if (settings.means().embedded() && real.done() == 0) {
      problems.add("nothing was really measured");
    }
  }

  private void check(ChaosFarm farm, String campaign, BundleContent calm)
      throws IOException, SQLException, InterruptedException {
    List<String> wrong =
        farm.ledger()
            .ask(
                "SELECT j.job_key || ' is ' || j.state || ' with ' || count(a.job) || ' results'"
                    + " FROM job j LEFT JOIN attempt a ON a.job = j.id AND a.outcome = 'RESULT'"
                    + " WHERE j.campaign = ? GROUP BY j.id, j.job_key, j.state"
                    + " HAVING j.state <> 'DONE' OR count(a.job) <> 1 ORDER BY 1 LIMIT 10",
                campaign);
    if (!wrong.isEmpty()) {
      problems.add(campaign + ": " + wrong);
    }
    Path folder = settings.folder().resolve("bundle-" + campaign);
    try {
      farm.order(COMMAND, "attach", campaign, "--out", folder.toString());
      List<String> different = BundleContent.in(folder).differences(calm);
      if (!different.isEmpty()) {
        problems.add(campaign + ": not as in the calm campaign: " + different);
      }
    } catch (AssertionError e) {
      problems.add(campaign + ": its bundle cannot be fetched: " + e.getMessage());
    }
  }

  private void checkLedger(ChaosFarm farm) throws IOException, InterruptedException {
    try {
      String said = farm.command(COMMAND, "fsck", "--config", farm.nodes().config(0).toString());
      out.println(said.strip());
    } catch (AssertionError e) {
      problems.add("fsck: " + e.getMessage());
    }
  }

  /** Programs may give up while what they need is away; everything else is a mistake. */
  private void checkPrograms(ChaosFarm farm) {
    for (Slot slot : farm.programs()) {
      slot.mistake(ENVIRONMENT)
          .ifPresent(
              end ->
                  problems.add(
                      end.name() + " ended by itself with " + end.exitCode() + ": " + end.log()));
    }
  }

  private ChaosReport report(ChaosFarm farm, int campaigns, long measured, long seconds)
      throws SQLException, InterruptedException {
    int restarts = farm.programs().stream().mapToInt(slot -> slot.starts() - 1).sum();
    return new ChaosReport(
        List.copyOf(problems),
        campaigns,
        farm.ledger().count("SELECT count(*) FROM job WHERE campaign <> 'farm'"),
        measured,
        farm.ledger().count("SELECT count(*) FROM attempt WHERE outcome IN ('LOST', 'FAILED')"),
        farm.ledger().count("SELECT count(*) FROM late_result"),
        farm.ledger().count("SELECT term FROM leader WHERE id = 1"),
        restarts,
        seconds);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** {@code --faults N --seed S --nodes K --agents K --jobs N --pace X --keep DIR}. */
  public static void main(String[] arguments) throws Exception {
    Options options = Options.of(arguments);
    boolean keep = options.has("keep");
    Path folder = options.path("keep", () -> Files.createTempDirectory("meterfarm-chaos-"));
    ChaosSettings settings =
        new ChaosSettings(
            Path.of(System.getProperty("meterfarm.home", ".")),
            folder,
            options.number("seed", System.nanoTime() % 1_000_000),
            (int) options.number("faults", 300),
            (int) options.number("nodes", 2),
            (int) options.number("agents", 4),
            (int) options.number("jobs", 30),
            options.decimal("pace", 4),
            true,
            Means.here(System.out));
    options.end();
    ChaosReport report = run(settings, System.out);
    System.out.println(report);
    if (!report.problems().isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "logs and ledger: %s%nonce more: benchmarks/chaos.sh --seed %d --faults %d --nodes %d"
              + " --agents %d --jobs %d --pace %s%n",
          folder,
          settings.seed(),
          settings.faults(),
          settings.nodes(),
          settings.agents(),
          settings.jobs(),
          settings.pace());
    } else if (!keep) {
      delete(folder);
    }
    System.exit(report.problems().isEmpty() ? 0 : 1);
  }
}
