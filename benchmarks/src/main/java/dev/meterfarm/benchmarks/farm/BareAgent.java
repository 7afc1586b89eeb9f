package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.Hello;
import dev.meterfarm.protocol.link.LinkMessages.LeaseCall;
import dev.meterfarm.protocol.link.LinkMessages.ResultCall;
import dev.meterfarm.protocol.link.LinkMessages.SyncCall;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import dev.meterfarm.protocol.wire.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** An agent with one device and one connection that sends what an agent sends. For one thread. */
final class BareAgent implements AutoCloseable {
  static final SampleStatistics STATISTICS =
      new SampleStatistics(30, 1_000, 1_010, 1_020, 1_030, 1_100, 1_021, 15);

  /** As often as agents renew their leases. */
  private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Wire wire;
  private final DeviceId device;
  private final String target;
  private final String session = UUID.randomUUID().toString();
  private long syncedNanos = System.nanoTime();

  BareAgent(Wire wire, String device, String target) {
    this.wire = wire;
    this.device = new DeviceId(device);
    this.target = target;
  }

  private Wire.Answer post(String name, Object message) {
    Wire.Answer answer = wire.post(LinkMessages.PATH + name, WireJson.write(message));
    if (answer.status() >= 300) {
      throw new IllegalStateException(
          answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer;
  }

  void announce() {
    AnnouncedDevice own =
        new AnnouncedDevice(device, Set.of(target), DevicePlace.UNKNOWN, DeviceActivity.IDLE);
    var unused =
        post("sessions", new Hello(session, new Announcement("1", List.of(), List.of(own))));
  }

  Optional<Lease> lease(Duration patience) {
    LeaseRequest request =
        new LeaseRequest(UUID.randomUUID().toString(), Map.of(device, Set.of(target)), patience);
    Wire.Answer answer = post("leases", new LeaseCall(session, request));
    return answer.status() == 204
        ? Optional.empty()
        : Optional.of(WireJson.read(answer.body(), Lease.class));
  }

  /** Gives a sign of life if it is time for one. */
  void sync(Lease held) {
    long now = System.nanoTime();
    if (now - syncedNanos > SYNC_NANOS) {
      syncedNanos = now;
      SyncRequest request =
          new SyncRequest(
              Set.of(new HeldLease(held.job(), held.epoch())), Map.of(device, DeviceActivity.BUSY));
      var unused = post("sync", new SyncCall(session, request));
    }
  }

  void finish(Lease lease) {
    List<ModelOutcome> outcomes =
        lease.spec().models().stream()
            .<ModelOutcome>map(
                model ->
                    new ModelOutcome.Measured(
                        model.hash(), 1_020, List.of(), STATISTICS, List.of()))
            .toList();
    JobResult result =
        new JobResult(
            lease.job(),
            lease.epoch(),
            lease.attempt(),
            lease.device(),
            Instant.now(),
            Duration.ofMillis(1),
            outcomes,
            List.of(),
            Map.of());
    var unused = post("results", new ResultCall(session, result));
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
