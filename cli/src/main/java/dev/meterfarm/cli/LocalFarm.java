package dev.meterfarm.cli;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.run.AgentLoop;
import dev.meterfarm.coordinator.campaign.TargetDevices;
import dev.meterfarm.coordinator.campaign.TargetDirectory;
import dev.meterfarm.coordinator.dispatch.DispatchSettings;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.queue.StartingWorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.queue.hazelcast.HazelcastWorkQueue;
import dev.meterfarm.coordinator.service.RegisteredDevices;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.device.TargetDescription;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A whole farm in this process: ledger, queue, hand-out, and an agent with this machine's devices.
 *
 * <ol>
 *   <li>{@link #open}: the ledger is opened, the queue starts in the background, the devices open.
 *   <li>{@link #start}: the agent begins to lease.
 *   <li>{@link #close}: the agent stops at once, then everything else in reverse order. Whatever
 *       was accepted is in the ledger.
 * </ol>
 */
final class LocalFarm implements AutoCloseable {
  private final SqliteStore store;
  private final WorkQueue queue;
  private final HandOut handOut;
  private final LocalAgent agent;
  private final AgentLoop loop;

  private LocalFarm(
      SqliteStore store, WorkQueue queue, HandOut handOut, LocalAgent agent, AgentLoop loop) {
    this.store = store;
    this.queue = queue;
    this.handOut = handOut;
    this.agent = agent;
    this.loop = loop;
  }

  /**
   * Opens a farm.
   *
   * @param ledgerFolder where the ledger is
   * @param profiles folder with device profiles
   * @param targets which targets are wanted
   */
  static LocalFarm open(Path ledgerFolder, Path profiles, Set<String> targets) {
    Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
    SqliteStore store = SqliteStore.open(ledgerFolder, clock);
    try {
      store.sweep().reclaimAll();
      WorkQueue queue = new StartingWorkQueue(HazelcastWorkQueue.startInBackground());
      LocalAgent agent = LocalAgent.open(profiles, targets);
      LedgerPorts ports =
          new LedgerPorts(
              store.plan(),
              store.ledger(),
              store.sweep(),
              store.measurements(),
              store.blobs(),
              store.registry());
      HandOut handOut =
          HandOut.start(ports, queue, DispatchSettings.defaults(), new Random(clock.millis()));
      handOut.registry().startAlone();
      return new LocalFarm(store, queue, handOut, agent, agent.loopOver(handOut.dispatcher()));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  void start() {
    loop.start();
  }

  SqliteStore store() {
    return store;
  }

  JobBoard board() {
    return handOut.board();
  }

  /** What the devices serve of a campaign's targets. */
  TargetDirectory directory(Collection<String> wanted) {
    List<List<TargetDescription>> devices =
        agent.devices().stream()
            .map(
                device ->
                    device.targets().stream()
                        .filter(target -> wanted.contains(target.name()))
                        .toList())
            .toList();
    return new TargetDirectory() {
      @Override
      public TargetDescription await(String target) {
        return serving(target)
            .flatMap(List::stream)
            .filter(description -> description.name().equals(target))
            .findFirst()
            .orElseThrow();
      }

      @Override
      public int sharing(String target) {
        return serving(target).mapToInt(List::size).min().orElseThrow();
      }

      @Override
      public LongSupplier clock(String target) {
        return System::nanoTime;
      }

      /** Nobody gives orders to a farm in one process. */
      @Override
      public TargetDevices devices(String target) {
        return new RegisteredDevices(handOut.registry(), target, false);
      }

      private Stream<List<TargetDescription>> serving(String target) {
        return devices.stream()
            .filter(device -> device.stream().anyMatch(each -> each.name().equals(target)));
      }
    };
  }

  @Override
  public void close() {
    loop.close();
    agent.close();
    handOut.close();
    queue.close();
    store.close();
  }
}
