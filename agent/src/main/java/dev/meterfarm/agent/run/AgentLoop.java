package dev.meterfarm.agent.run;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.prepare.ModelPreparer;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.SessionTerms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works for one coordinator with the devices that it is given.
 *
 * <ol>
 *   <li>{@link #take} and {@link #letGo} say which devices there are, before the start and at any
 *       time later; the targets are announced anew each time.
 *   <li>{@link #start} announces the targets and starts the threads.
 *   <li>The leasing thread asks for a job whenever a device has fewer than two, has its models
 *       built on a thread of its own, and hands it to the device's thread.
 *   <li>Results are sent from another thread, so that the device goes on meanwhile. A sender tries
 *       until the link works.
 *   <li>A {@link LeaseKeeper} renews what is held and gives up what is over.
 *   <li>{@link #drain} leases nothing more and ends when everything held is reported; {@link
 *       #close} stops runs in progress and ends at once.
 * </ol>
 *
 * <p>The devices are not closed. Safe for use from many threads.
 */
public final class AgentLoop implements AutoCloseable {
  private static final String VERSION =
      Optional.ofNullable(AgentLoop.class.getPackage().getImplementationVersion()).orElse("dev");
  private static final Duration IDLE_PAUSE = Duration.ofMillis(500);

  /** While some devices are busy: so long may one of them wait that becomes free. */
  private static final Duration SHORT_WAIT = Duration.ofMillis(500);

  private static final SessionTerms UNTIL_TOLD =
      new SessionTerms("", Duration.ofSeconds(1), Duration.ofSeconds(1));
  private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(15);
  private static final int MOST_PREPARING = 4;

  private final String name;
  private final AgentSession session;
  private final CoordinatorLink link;
  private final AgentClock clock;
  private final LoopSettings settings;
  private final ModelPreparer preparer;
  private final DeviceCrew crew;
  private final LeaseKeeper keeper;
  private final Map<JobId, HeldJob> held = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor preparing =
      new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  private final JobReporter reporter;
  private final Thread leasing = new Thread(this::lease, "agent-lease");
  private final CountDownLatch draining = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch leasingEnded = new CountDownLatch(1);
  private final Semaphore workerReady = new Semaphore(0);
  private final ResultSpool spool;
  private final PatientLink patient;
  private volatile RuntimeException failure;
  private boolean started;
  private volatile long announced = -1;
  private volatile SessionTerms terms = UNTIL_TOLD;

  /** Earlier lives that the coordinator has not been told of; of the leasing thread. */
  private List<String> former;

  /**
   * A loop without devices, not yet running.
   *
   * @param name the agent's name for the coordinator
   * @param spool keeps results until the coordinator has them
   */
  public AgentLoop(
      String name,
      CoordinatorLink link,
      ScratchFolder scratch,
      ResultSpool spool,
      AgentClock clock,
      LoopSettings settings) {
    this.name = name;
    this.session = new AgentSession(name, UUID.randomUUID().toString());
    this.link = link;
    this.clock = clock;
    this.settings = settings;
    this.preparer = new ModelPreparer(scratch, link::blob);
    this.spool = spool;
    this.former = spool.begin(session.session());
    this.patient = new PatientLink(settings, stopped);
    this.reporter =
        new JobReporter(session, link, patient, held, workerReady::release, this::end, spool);
    this.crew =
        new DeviceCrew(device -> new DeviceWorker(device, clock, settings, reporter, stopped));
    this.keeper = new LeaseKeeper(session, link, clock, held, new Renewals(), stopped);
  }

  /** Takes on a device, which stays its owner's to close. Never blocks for long. */
  public void take(Device device) {
    crew.take(device);
    sizePreparing();
  }

  /**
   * Lets go of a device: jobs that wait for it are handed back, and the one that it runs ends when
   * the device fails or is closed. Never blocks for long.
   */
  public void letGo(DeviceId id, String reason) {
    crew.letGo(id, reason);
    sizePreparing();
  }

  /** Building models costs the devices of this machine time, so no more at once than needed. */
  private void sizePreparing() {
    synchronized (preparing) {
      int threads = Math.max(1, Math.min(MOST_PREPARING, crew.size()));
      // The core size must not exceed the maximum, in between either.
      preparing.setCorePoolSize(1);
      preparing.setMaximumPoolSize(threads);
      preparing.setCorePoolSize(threads);
    }
    workerReady.release();
  }

  /** Announces the targets and starts working. */
  public synchronized void start() {
    if (started) {
      throw new IllegalStateException("agent " + name + " runs already");
    }
    started = true;
    crew.start();
    leasing.start();
    keeper.start();
  }

  private void lease() {
    try {
      while (draining.getCount() > 0 && stopped.getCount() > 0) {
        leaseOnce();
      }
    } catch (InterruptedException e) {
      LOG.debug("Agent {} was told to stop while it asked for work", name);
    } catch (FarmException e) {
      if (stopped.getCount() > 0) {
        LOG.error("Agent {} stops asking for work: {}", name, e.getMessage());
        failure = e;
      }
    } catch (RuntimeException e) {
      if (stopped.getCount() > 0) {
        LOG.debug("Agent {} stops asking for work", name, e);
        end(e);
      }
    } finally {
      leasingEnded.countDown();
    }
  }

  private void leaseOnce() throws InterruptedException {
    announceChanges();
    workerReady.drainPermits(); // who became free is among those that are asked for below
    Map<DeviceId, Set<String>> wanting = crew.wanting();
    if (wanting.isEmpty() || spool.isFull()) {
      workerReady.tryAcquire(IDLE_PAUSE.toNanos(), TimeUnit.NANOSECONDS);
      return;
    }
    long asked = clock.nanoTime();
    LeaseRequest request =
        new LeaseRequest(UUID.randomUUID().toString(), wanting, leaseWait(wanting.size()));
    Optional<Lease> lease = patient.call("lease a job", () -> tryLease(request));
    lease.ifPresent(granted -> accept(granted, asked));
  }

  private void announceChanges() throws InterruptedException {
    long changes = crew.changes();
    if (changes == announced) {
      return;
    }
    Announcement hello = new Announcement(VERSION, crew.targets(), crew.announced(), former);
    terms = patient.call("announce the devices", () -> link.announce(session, hello));
    announced = changes;
    if (!former.isEmpty()) {
      spool.forgetFormer();
      former = List.of();
    }
    reporter.resend(spool.takeLeftovers());
  }

  /**
   * A request names the devices that are idle now; others that become idle must not wait for it.
   */
  private Duration leaseWait(int wanting) {
    Duration asked = shorter(settings.leaseWait(), terms.leaseWait());
    boolean all = wanting == crew.size();
    return all || asked.compareTo(SHORT_WAIT) < 0 ? asked : SHORT_WAIT;
  }

  /** An interrupt, which only {@link #close} sends, looks like no work. */
  private Optional<Lease> tryLease(LeaseRequest request) {
    try {
      return link.lease(session, request);
    } catch (FarmException e) {
      if (e.code() != ErrorCode.SESSION_UNKNOWN) {
        throw e;
      }
      announced = -1; // the next round announces everything again
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void accept(Lease lease, long askedNanos) {
    JobSpec spec = lease.spec();
    HeldJob job = new HeldJob(lease, askedNanos);
    held.put(lease.job(), job);
    boolean handedOver =
        crew.tryHandOver(
            lease.device(),
            spec.target(),
            device ->
                new DeviceWorker.Task(
                    job,
                    CompletableFuture.supplyAsync(
                        () -> preparer.prepare(spec, device.modelFormat()), preparing)));
    if (!handedOver) {
      refuse(job, lease.device(), spec.target());
    }
  }

  /** A device may go in the moment in which a job for it is granted: nobody is to blame then. */
  private void refuse(HeldJob job, DeviceId device, String target) {
    job.tryReport();
    if (crew.hasEverHad(device)) {
      reporter.failed(job, ErrorCode.CANCELLED, "device " + device + " is gone");
    } else {
      reporter.failed(
          job,
          ErrorCode.TARGET_UNKNOWN,
          "agent " + name + " has no device " + device + " for target '" + target + "'");
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** What renewing the leases needs, and finds out. */
  private final class Renewals implements LeaseKeeper.Holder {
    @Override
    public Map<DeviceId, DeviceActivity> activities() {
      return crew.activities();
    }

    @Override
    public Duration interval() {
      return shorter(settings.syncInterval(), terms.syncInterval());
    }

    @Override
    public void sessionUnknown() {
      announced = -1;
      workerReady.release();
    }

    @Override
    public void refused(FarmException why) {
      end(why);
    }
  }

  /** No more work, for good. */
  private void end(RuntimeException why) {
    failure = why;
    draining.countDown();
    leasing.interrupt();
  }

  /** What ended the work for good, if anything did: a mistake, or a refusal by the coordinator. */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** How many jobs are held: running, waiting or being reported. */
  public int heldJobs() {
    return held.size();
  }

  /**
   * Leases nothing more and waits until everything held is measured and reported. Leases are still
   * renewed meanwhile; {@link #close} ends that too.
   *
   * @return false if that took longer than {@code wait}
   */
  public boolean drain(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    draining.countDown();
    workerReady.release();
    if (!leasingEnded.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    crew.finish();
    boolean ended = crew.join(end);
    return reporter.finish(Duration.ofNanos(end - System.nanoTime())) && ended;
  }

  /** Stops everything; runs in progress are interrupted and reported as cancelled. */
  @Override
  public synchronized void close() {
    draining.countDown();
    stopped.countDown();
    leasing.interrupt();
    held.values().forEach(job -> job.giveUp("agent " + name + " stops"));
    try {
      if (started) {
        joinAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      reporter.close();
      preparing.shutdown();
    }
  }

  private void joinAll() throws InterruptedException {
    leasing.join(LAST_WORDS.toMillis());
    // A job that was granted in the last moment.
    held.values().forEach(job -> job.giveUp("agent " + name + " stops"));
    crew.finish();
    if (!crew.join(System.nanoTime() + LAST_WORDS.toNanos())) {
      LOG.warn("Agent {} stops before all devices are done", name);
    }
    if (!reporter.finish(LAST_WORDS)) {
      LOG.warn("Agent {} stops before everything is reported", name);
    }
    preparing.shutdown();
  }
}
