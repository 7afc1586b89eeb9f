package dev.meterfarm.coordinator.dispatch;

import static dev.meterfarm.coordinator.Samples.TARGET;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An agent that keeps its promises: it stops a run when its lease is over by its own clock, sends
 * results until they are acknowledged, also those of earlier lives, and stops what they left
 * running before it says idle. It can be killed at any moment; what it had on its devices goes on
 * for a while.
 */
final class SimulatedAgent {
  private static final RetryRule AT_ONCE = (failures, max) -> Optional.of(Duration.ZERO);
  private static final long LEFTOVERS_MILLIS = 1_500;
  private static final long CALL_TIMEOUT_MILLIS = 5_000;

  /** A job that the agent holds. */
  private static final class Held {
    private final Lease lease;
    private long validUntilMillis;
    private long endsMillis;
    private boolean runs;

    Held(Lease lease, long validUntilMillis) {
      this.lease = lease;
      this.validUntilMillis = validUntilMillis;
    }
  }

  private final SimulatedFarm farm;
  private final String name;
  private final List<DeviceId> devices;
  private final double rate;
  private final Map<JobId, Held> held = new LinkedHashMap<>();
  private final List<JobResult> spool = new ArrayList<>();
  private final Set<String> leftovers = new HashSet<>();
  private int life = 1;
  private boolean up = true;
  private long askedMillis = -CALL_TIMEOUT_MILLIS;
  private boolean asks;
  private int ticks;

  SimulatedAgent(SimulatedFarm farm, String name, List<DeviceId> devices) {
    this.farm = farm;
    this.name = name;
    this.devices = devices;
    this.rate = 0.99 + 0.02 * farm.random.nextDouble();
  }

  private AgentSession session() {
    return new AgentSession(name, "life-" + life);
  }

  /** Who runs something on a device. */
  private String running() {
    return name + " in life " + life;
  }

  /** Its own monotonic clock. */
  private long clock() {
    return (long) (farm.now() * rate);
  }

  void tick() {
    if (!up) {
      return;
    }
    ticks++;
    giveUpWhatIsOver();
    devices.forEach(this::work);
    send();
    lease();
    if (ticks % 2 == 0) {
      sync();
    }
  }

  private void giveUpWhatIsOver() {
    for (Held job : List.copyOf(held.values())) {
      if (clock() >= job.validUntilMillis) {
        drop(job);
      }
    }
  }

  private void drop(Held job) {
    held.remove(job.lease.job(), job);
    if (job.runs) {
      farm.deviceStops(job.lease.device(), running());
    }
  }

  private void work(DeviceId device) {
    List<Held> here =
        held.values().stream().filter(job -> job.lease.device().equals(device)).toList();
    Optional<Held> current = here.stream().filter(job -> job.runs).findFirst();
    if (current.isPresent() && farm.now() >= current.get().endsMillis) {
      finish(current.get());
      current = Optional.empty();
    }
    if (current.isEmpty()) {
      here.stream()
          .filter(job -> held.containsValue(job) && !job.runs)
          .findFirst()
          .ifPresent(this::begin);
    }
  }

  private void begin(Held job) {
    farm.deviceStarts(job.lease.device(), running());
    job.runs = true;
    job.endsMillis = farm.now() + 300 + farm.random.nextInt(7_000);
  }

  private void finish(Held job) {
    drop(job);
    if (farm.isTroubled() && farm.chance(15)) {
      HeldLease lease = Samples.held(job.lease);
      AgentSession from = session();
      farm.call(
          node -> {
            node.dispatcher().fail(from, lease, ErrorCode.DEVICE_UNFIT, "too hot");
            return true;
          },
          done -> {});
    } else {
      spool.add(Samples.result(job.lease, 1 + farm.random.nextInt(1_000_000)));
    }
  }

  private void send() {
    for (JobResult result : List.copyOf(spool)) {
      AgentSession from = session();
      farm.call(node -> node.submit(from, result), reply -> spool.remove(result));
    }
  }

  private void lease() {
    Map<DeviceId, Set<String>> wanting = new LinkedHashMap<>();
    for (DeviceId device : devices) {
      long has = held.values().stream().filter(job -> job.lease.device().equals(device)).count();
      if (has < 2) {
        wanting.put(device, Set.of(TARGET));
      }
    }
    if (wanting.isEmpty() || (asks && farm.now() - askedMillis < CALL_TIMEOUT_MILLIS)) {
      return;
    }
    asks = true;
    askedMillis = farm.now();
    AgentSession from = session();
    long asked = clock();
    long call = askedMillis;
    LeaseRequest request = new LeaseRequest("request-" + call, wanting, Duration.ZERO);
    farm.call(
        node -> leased(node, from, request),
        answer -> {
          if (up && from.equals(session()) && asks && askedMillis == call) {
            asks = false;
            answer.ifPresent(lease -> hold(lease, asked));
          }
        });
  }

  private static Optional<Lease> leased(
      SimulatedFarm.Node node, AgentSession from, LeaseRequest request) {
    try {
      return node.dispatcher().lease(from, request);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void hold(Lease lease, long asked) {
    Held before = held.get(lease.job());
    if (before != null) { // lost without our knowing, and granted to us again
      drop(before);
    }
    held.put(lease.job(), new Held(lease, asked + lease.remaining().toMillis()));
  }

  private void sync() {
    AgentSession from = session();
    long asked = clock();
    Map<JobId, Held> then = Map.copyOf(held);
    Set<HeldLease> leases = new HashSet<>();
    then.values().forEach(job -> leases.add(Samples.held(job.lease)));
    farm.call(
        node -> node.dispatcher().sync(from, new SyncRequest(leases, Map.of())).revoked(),
        lost -> {
          if (up && from.equals(session())) {
            then.values().stream()
                .filter(job -> held.get(job.lease.job()) == job)
                .forEach(job -> renewed(job, lost.contains(job.lease.job()), asked));
          }
        });
  }

  private void renewed(Held job, boolean lost, long asked) {
    if (lost) {
      drop(job);
    } else {
      long until = asked + job.lease.remaining().toMillis();
      job.validUntilMillis = Math.max(job.validUntilMillis, until);
    }
  }

  /** Runs on its devices go on until they notice, or until the next life stops them. */
  void kill() {
    if (!up) {
      return;
    }
    up = false;
    String dead = running();
    for (Held job : held.values()) {
      if (job.runs) {
        DeviceId device = job.lease.device();
        leftovers.add(dead);
        long left = Math.max(0, (long) ((job.validUntilMillis - clock()) / rate));
        farm.in(
            Math.min(left + LEFTOVERS_MILLIS, Math.max(0, job.endsMillis - farm.now())),
            () -> farm.deviceStops(device, dead));
      }
    }
    held.clear();
    farm.in(farm.random.nextInt(30_000), this::start);
  }

  void start() {
    if (up) {
      return;
    }
    up = true;
    asks = false;
    for (String dead : leftovers) {
      devices.forEach(device -> farm.deviceStops(device, dead));
    }
    leftovers.clear();
    AgentSession former = session();
    life++;
    devices.forEach(
        device ->
            farm.call(node -> node.store().ledger().over(former, device, AT_ONCE), failures -> {}));
  }
}
