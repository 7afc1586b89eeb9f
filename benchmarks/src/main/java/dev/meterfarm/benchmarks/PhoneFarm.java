package dev.meterfarm.benchmarks;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.run.AgentLoop;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.link.SessionTerms;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Many virtual phones on one agent: does it end with the threads that it began with, and in a small
 * heap? The phones live in another process.
 */
public final class PhoneFarm {
  private static final int THREADS_OF_CHANCE = 2;

  private PhoneFarm() {}

  /** Hands out as many copies of a job as are wanted. Thread-safe. */
  private static final class Counter implements CoordinatorLink {
    private final JobSpec spec;
    private final int wanted;
    private int granted;
    private int measured;
    private int failed;
    private String lastFailure = "";

    Counter(JobSpec spec, int wanted) {
      this.spec = spec;
      this.wanted = wanted;
    }

    synchronized int ended() {
      return measured + failed;
    }

    @Override
    public SessionTerms announce(AgentSession from, Announcement hello) {
      return new SessionTerms(from.agent(), Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    @Override
    public synchronized Optional<Lease> lease(AgentSession from, LeaseRequest request)
        throws InterruptedException {
      for (Map.Entry<DeviceId, Set<String>> device : request.idle().entrySet()) {
        if (granted < wanted && device.getValue().contains(spec.target())) {
          JobId id = new JobId(++granted);
          return Optional.of(new Lease(id, spec, device.getKey(), 1, 1, Duration.ofMinutes(10)));
        }
      }
      wait(Math.max(1, Math.min(100, request.patience().toMillis())));
      return Optional.empty();
    }

    @Override
    public SyncReply sync(AgentSession from, SyncRequest request) {
      return new SyncReply(Set.of(), Set.of());
    }

    @Override
    public synchronized ResultReply submit(AgentSession from, JobResult result) {
      if (result.outcomes().stream().allMatch(of -> of instanceof ModelOutcome.Measured)) {
        measured++;
      } else {
        failed++;
        lastFailure = result.outcomes().toString();
      }
      notifyAll();
      return ResultReply.ACCEPTED;
    }

    @Override
    public synchronized void fail(
        AgentSession from, HeldLease lease, ErrorCode code, String message) {
      failed++;
      lastFailure = code + ": " + message;
      notifyAll();
    }

    @Override
    public byte[] blob(String sha256) {
      throw new FarmException(ErrorCode.NOT_FOUND, "there are no files here");
    }

    synchronized void awaitEnded(int jobs) throws InterruptedException {
      while (ended() < jobs) {
        wait();
      }
    }
  }

  /**
   * Measures; the exit code is 1 if a job failed or threads leaked.
   *
   * @param args the port of the adb server, how many phones it knows, how many jobs
   */
  public static void main(String[] args) throws Exception {
    int adbPort = Integer.parseInt(args[0]);
    int phones = Integer.parseInt(args[1]);
    int jobs = Integer.parseInt(args[2]);
    int first = Math.max(phones, jobs / 10);
    Counter link =
        new Counter(PhoneJobs.job("farm", List.of(PhoneJobs.conv(16, 1))), Math.max(jobs, first));
    long start;
    int early;
    int late;
    try (LocalAgent agent =
        LocalAgent.open(PhoneJobs.profiles(adbPort), Set.of(PhoneJobs.TARGET))) {
      while (agent.devices().size() < phones) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
      start = System.nanoTime();
      try (AgentLoop loop = agent.loopOver(link)) {
        loop.start();
        link.awaitEnded(first);
        early = threads();
        link.awaitEnded(jobs);
        late = threads();
      }
      report(phones, link, (System.nanoTime() - start) / 1e9, early, late);
    }
    System.exit(link.failed == 0 && late <= early + THREADS_OF_CHANCE ? 0 : 1);
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static void report(int phones, Counter link, double seconds, int early, int late) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%d phones, %d jobs measured, %d failed in %.0f s; threads: %d after a tenth, %d at the"
            + " end; heap: %d MiB in use at the end, %d MiB taken, %d MiB allowed%n",
        phones,
        link.measured,
        link.failed,
        seconds,
        early,
        late,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        runtime.totalMemory() >> 20,
        runtime.maxMemory() >> 20);
    if (link.failed > 0) {
      System.out.println("the last failure: " + link.lastFailure);
    }
  }
}
