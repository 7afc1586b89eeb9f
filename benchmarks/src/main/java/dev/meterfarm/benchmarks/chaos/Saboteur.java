package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.testkit.farm.FarmProcess;
import dev.meterfarm.testkit.farm.FaultyLink;
import dev.meterfarm.testkit.farm.SmallDisk;
import dev.meterfarm.testkit.farm.SmallNetwork;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks things in a farm and mends them later, several at a time. */
final class Saboteur implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Saboteur.class);
  private static final int HANDS = 4;
  private static final long LONGEST_MINUTES = 5;

  /** Something that may fail, as everything here may. */
  @FunctionalInterface
  private interface Deed {
    void run() throws IOException, SQLException, InterruptedException;
  }

  private final ChaosFarm farm;
  private final ScheduledExecutorService hands = Executors.newScheduledThreadPool(HANDS);

  Saboteur(ChaosFarm farm) {
    this.farm = farm;
  }

  /** Lets a fault begin; returns at once, and it ends by itself. */
  void commit(Fault fault) {
    int where = fault.where();
    switch (fault.kind()) {
      case KILL_AGENT -> kill(farm.agents().slot(where), fault);
      case KILL_NODE -> kill(farm.nodes().slot(where), fault);
      case FREEZE_AGENT -> freeze(farm.agents().slot(where), fault);
      case FREEZE_NODE -> freeze(farm.nodes().slot(where), fault);
      case FREEZE_LEADER -> freeze(farm.nodes().slot(leader()), fault);
      case KILL_CHILD -> farm.agents().real().ifPresent(Slot::killChildren);
      case STALL_AGENT_LINE -> cut(farm.agents().line(where), FaultyLink.State.STALLED, fault);
      case REFUSE_AGENT_LINE -> cut(farm.agents().line(where), FaultyLink.State.REFUSING, fault);
      case STALL_NODE -> cut(farm.nodes().front(where), FaultyLink.State.STALLED, fault);
      case REFUSE_NODE -> cut(farm.nodes().front(where), FaultyLink.State.REFUSING, fault);
      case UNPLUG_AGENT -> unplugAgent(where, fault);
      case UNPLUG_NODE -> unplugNode(where, fault);
      case STALL_LEDGER_LINE ->
          cut(farm.nodes().ledgerLine(where), FaultyLink.State.STALLED, fault);
      case REFUSE_LEDGER_LINE ->
          cut(farm.nodes().ledgerLine(where), FaultyLink.State.REFUSING, fault);
      case DROP_LEDGER_CONNECTIONS -> hands.execute(() -> quietly(farm.ledger()::endConnections));
      case CRASH_LEDGER -> hands.execute(() -> quietly(farm.ledger()::crash));
      case FILL_AGENT_DISK -> farm.agents().disk().ifPresent(disk -> fill(disk, fault));
      case FILL_NODE_DISK -> farm.nodes().disk().ifPresent(disk -> fill(disk, fault));
      case FILL_LEDGER_DISK -> farm.ledger().disk().ifPresent(disk -> fill(disk, fault));
    }
  }

  private void kill(Slot slot, Fault fault) {
    slot.kill();
    later(fault, slot::comeBack);
  }

  private void freeze(Slot slot, Fault fault) {
    FarmProcess process = slot.process();
    process.freeze();
    later(fault, process::thaw);
  }

  private int leader() {
    try {
      return farm.leader().orElse(0);
    } catch (SQLException e) {
      return 0; // the ledger is away at this moment
    }
  }

  private void cut(FaultyLink line, FaultyLink.State how, Fault fault) {
    line.set(how);
    later(fault, () -> line.set(FaultyLink.State.OPEN));
  }

  /** Where there are no cables to pull, the line stalls. */
  private void unplugAgent(int agent, Fault fault) {
    farm.agents()
        .cable(agent)
        .ifPresentOrElse(
            cable -> unplug(cable, fault),
            () -> cut(farm.agents().line(agent), FaultyLink.State.STALLED, fault));
  }

  /** The same; without cables, the members of the queue still reach each other. */
  private void unplugNode(int node, Fault fault) {
    farm.nodes()
        .cable(node)
        .ifPresentOrElse(
            cable -> unplug(cable, fault),
            () -> {
              cut(farm.nodes().front(node), FaultyLink.State.STALLED, fault);
              cut(farm.nodes().ledgerLine(node), FaultyLink.State.STALLED, fault);
            });
  }

  private void unplug(SmallNetwork.Place cable, Fault fault) {
    quietly(cable::unplug);
    later(fault, cable::plugIn);
  }

  private void fill(SmallDisk disk, Fault fault) {
    quietly(disk::fill);
    later(fault, disk::clear);
  }

  private void later(Fault fault, Deed mending) {
    var unused =
        hands.schedule(() -> quietly(mending), fault.lasts().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void quietly(Deed deed) {
    try {
      deed.run();
    } catch (IOException | SQLException e) {
      log.warn("sabotage failed: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until everything is mended. */
  @Override
  public void close() {
    hands.shutdown(); // what is scheduled still happens
    try {
      if (!hands.awaitTermination(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        log.error("not everything could be mended: {}", List.of(hands.shutdownNow()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    farm.agents().disk().ifPresent(disk -> quietly(disk::clear));
    farm.nodes().disk().ifPresent(disk -> quietly(disk::clear));
    farm.ledger().disk().ifPresent(disk -> quietly(disk::clear));
    for (int i = 0; i < farm.agents().count(); i++) {
      farm.agents().line(i).set(FaultyLink.State.OPEN);
      farm.agents().cable(i).ifPresent(cable -> quietly(cable::plugIn));
    }
    for (int i = 0; i < farm.nodes().count(); i++) {
      farm.nodes().cable(i).ifPresent(cable -> quietly(cable::plugIn));
      farm.nodes().front(i).set(FaultyLink.State.OPEN);
      farm.nodes().ledgerLine(i).set(FaultyLink.State.OPEN);
    }
  }
}
