package dev.meterfarm.agent.run;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.DeviceActivity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of a loop and their threads, as they come and go. Safe for use from many threads; no
 * method blocks but {@link #join}.
 */
final class DeviceCrew {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceCrew.class);

  private record Member(DeviceWorker worker, Thread thread) {}

  private final Function<Device, DeviceWorker> hire;
  private final List<Member> members = new ArrayList<>();
  private final List<Thread> leaving = new ArrayList<>();
  private final Set<DeviceId> everHad = new HashSet<>();
  private boolean started;
  private boolean finished;
  private long changes;

  /**
   * A crew without devices.
   *
   * @param hire makes the worker of a device
   */
  DeviceCrew(Function<Device, DeviceWorker> hire) {
    this.hire = hire;
  }

  /** Takes on a device; one with the same id is let go first. */
  synchronized void take(Device device) {
    if (finished) {
      LOG.debug("Device {} came after the end of all work", device.id());
      return;
    }
    letGo(device.id(), "it was opened anew");
    DeviceWorker worker = hire.apply(device);
    Member member = new Member(worker, new Thread(worker, "device-" + device.id()));
    members.add(member);
    everHad.add(device.id());
    changes++;
    if (started) {
      member.thread().start();
    }
  }

  /** Hands back the jobs that wait for a device; the one that it runs ends by itself. */
  synchronized void letGo(DeviceId id, String reason) {
    for (Member member : List.copyOf(members)) {
      if (member.worker().device().id().equals(id)) {
        LOG.info("Device {} is let go: {}", id, reason);
        members.remove(member);
        member.worker().leave("device " + id + " is gone: " + reason);
        leaving.removeIf(thread -> !thread.isAlive());
        if (started) {
          leaving.add(member.thread());
        }
        changes++;
      }
    }
  }

  /** Starts the devices' threads. */
  synchronized void start() {
    started = true;
    members.forEach(member -> member.thread().start());
  }

  /** Rises whenever a device came or went. */
  synchronized long changes() {
    return changes;
  }

  synchronized int size() {
    return members.size();
  }

  /** What all devices serve. */
  synchronized List<TargetDescription> targets() {
    return members.stream().flatMap(member -> member.worker().device().targets().stream()).toList();
  }

  /** All devices, as a coordinator is to know them. */
  synchronized List<AnnouncedDevice> announced() {
    return members.stream()
        .map(Member::worker)
        .map(
            worker ->
                new AnnouncedDevice(
                    worker.device().id(),
                    worker.targets(),
                    worker.device().place(),
                    worker.activity()))
        .toList();
  }

  /** What each device is doing. */
  synchronized Map<DeviceId, DeviceActivity> activities() {
    Map<DeviceId, DeviceActivity> activities = new LinkedHashMap<>();
    members.forEach(
        member -> activities.put(member.worker().device().id(), member.worker().activity()));
    return activities;
  }

  /** The devices that could do with another job, the least busy first, and what they serve. */
  synchronized Map<DeviceId, Set<String>> wanting() {
    Map<DeviceId, Set<String>> wanting = new LinkedHashMap<>();
    members.stream()
        .map(Member::worker)
        .filter(DeviceWorker::wantsWork)
        .sorted(Comparator.comparingInt(DeviceWorker::load))
        .forEach(worker -> wanting.put(worker.device().id(), worker.targets()));
    return wanting;
  }

  /** True if this device is there, or was. */
  synchronized boolean hasEverHad(DeviceId device) {
    return everHad.contains(device);
  }

  /**
   * Hands a job to a device.
   *
   * @return false if the device is not there or does not serve the target
   */
  synchronized boolean tryHandOver(
      DeviceId device, String target, Function<Device, DeviceWorker.Task> task) {
    Optional<DeviceWorker> worker =
        members.stream()
            .map(Member::worker)
            .filter(candidate -> candidate.device().id().equals(device))
            .filter(candidate -> candidate.targets().contains(target))
            .findFirst();
    worker.ifPresent(of -> of.accept(task.apply(of.device())));
    return worker.isPresent();
  }

  /** Takes on nobody any more, and ends the threads after the jobs that they have. */
  synchronized void finish() {
    if (!finished) {
      finished = true;
      members.forEach(member -> member.worker().finish());
    }
  }

  private synchronized List<Thread> threads() {
    List<Thread> threads = new ArrayList<>(leaving);
    members.forEach(member -> threads.add(member.thread()));
    return threads;
  }

  /**
   * Waits for the threads to end.
   *
   * @param endNanos when to stop waiting, by {@link System#nanoTime}
   * @return false if that took longer
   */
  boolean join(long endNanos) throws InterruptedException {
    List<Thread> threads = threads();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (endNanos - System.nanoTime()) / 1_000_000));
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }
}
