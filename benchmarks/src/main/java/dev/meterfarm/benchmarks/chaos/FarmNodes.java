package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.benchmarks.Parts;
import dev.meterfarm.benchmarks.chaos.Machines.Machine;
import dev.meterfarm.testkit.farm.FarmProcess;
import dev.meterfarm.testkit.farm.FarmProcesses;
import dev.meterfarm.testkit.farm.FaultyLink;
import dev.meterfarm.testkit.farm.SmallDisk;
import dev.meterfarm.testkit.farm.SmallNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The coordinators of a farm, each on a machine of its own, with a faulty line to the ledger and
 * one in front of it. They share the certificate of the first.
 */
final class FarmNodes {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 100;

  /** Enough for a certificate and the bundles that a coordinator makes. */
  private static final String DISK = "32m";

  /** The node whose disk can be filled: not the one that makes the certificate. */
  private static final int WITH_DISK = 1;

  private final ChaosFarm.Plan plan;
  private final Machines machines;
  private final FarmProcesses processes;
  private final Parts parts;
  private final int ledgerPort;
  private final List<FaultyLink> ledgerLines = new ArrayList<>();
  private final List<FaultyLink> fronts = new ArrayList<>();
  private final List<Machine> places = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final Optional<SmallDisk> disk;
  private String fingerprint = "";

  /**
   * Nodes that do not run yet.
   *
   * @param parts ends what they need
   */
  FarmNodes(
      ChaosFarm.Plan plan, Machines machines, FarmProcesses processes, Parts parts, int ledgerPort)
      throws IOException, InterruptedException {
    this.plan = plan;
    this.machines = machines;
    this.processes = processes;
    this.parts = parts;
    this.ledgerPort = ledgerPort;
    disk =
        plan.means().disks() && plan.nodes() > WITH_DISK
            ? Optional.of(parts.started(SmallDisk.mount(data(WITH_DISK), DISK)))
            : Optional.empty();
  }

  /** Returns when all of them serve. */
  void start() throws IOException, InterruptedException {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < plan.nodes(); i++) {
      places.add(machines.add());
      members.add(places.get(i).address() + ":" + ChaosFarm.freePort());
    }
    InetSocketAddress database =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ledgerPort);
    for (int i = 0; i < plan.nodes(); i++) {
      InetSocketAddress served =
          new InetSocketAddress(places.get(i).address(), ChaosFarm.freePort());
      ledgerLines.add(
          parts.started(FaultyLink.between(machines.here(), () -> Optional.of(database))));
      fronts.add(parts.started(FaultyLink.to(() -> Optional.of(served))));
      configure(i, served.getPort(), members);
      int node = i;
      slots.add(new Slot("node-" + (i + 1), () -> start(node)));
      if (i == 0) {
        awaitServing(slots.get(i).process()); // the others take over its certificate
      }
    }
    for (Slot slot : slots) {
      awaitServing(slot.process());
    }
    fingerprint = fingerprint(slots.get(0).process());
  }

  private void configure(int node, int port, List<String> members)
      throws IOException, InterruptedException {
    Path password = plan.folder().resolve("database-password");
    Files.writeString(password, "none\n");
    Machine machine = places.get(node);
    String queuePort = members.get(node).replaceFirst(".*:", "");
    Files.writeString(
        config(node),
        String.join(
            "\n",
            "node: node-" + (node + 1),
            "listen: {address: " + machine.address() + ", port: " + port + "}",
            "database: {url: '"
                + LedgerServer.address(
                        machines.here().getHostAddress(), ledgerLines.get(node).port())
                    .url()
                + "', user: postgres, password-file: "
                + password
                + "}",
            "queue: {address: "
                + machine.address()
                + ", port: "
                + queuePort
                + ", members: ["
                + members.stream().map(of -> "'" + of + "'").collect(Collectors.joining(","))
                + "]}",
            ""));
    if (node > 0) {
      giveCertificate(node);
    }
  }

  private void giveCertificate(int node) throws IOException, InterruptedException {
    boolean onDisk = node == WITH_DISK && disk.isPresent();
    Path own = Files.createDirectories(onDisk ? plan.folder().resolve("certificate") : data(node));
    for (String file : List.of("tls-certificate.pem", "tls-key.pem")) {
      Files.copy(data(0).resolve(file), own.resolve(file));
    }
    if (onDisk) {
      disk.get().takeIn(own);
    }
  }

  private FarmProcess start(int node) throws IOException {
    List<String> before = new ArrayList<>(places.get(node).entering());
    if (node == WITH_DISK) {
      disk.map(SmallDisk::entering).ifPresent(before::addAll);
      before.addAll(
          List.of(
              "env",
              "METERFARM_JAVA_OPTS="
                  + FarmProcesses.JAVA_OPTIONS
                  + " -Djava.io.tmpdir="
                  + data(node)));
    }
    return processes.start(
        before,
        "coordinator",
        List.of("serve", "--config", config(node).toString(), "--data", data(node).toString()));
  }

  private static void awaitServing(FarmProcess node) throws InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (!node.log().contains("next: ")) {
      if (!node.isAlive() || System.nanoTime() - end > 0) {
        throw new IllegalStateException("a coordinator does not start: " + node.log());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** The configuration of a node, which commands take as well. */
  Path config(int node) {
    return plan.folder().resolve("node-" + (node + 1) + ".yaml");
  }

  private Path data(int node) {
    return plan.folder().resolve("node-" + (node + 1));
  }

  /** The administrator's token, which the first one made. */
  Path adminToken() {
    return data(0).resolve("admin.token");
  }

  private static String fingerprint(FarmProcess node) {
    return node.log()
        .lines()
        .filter(line -> line.contains("fingerprint of its certificate"))
        .findFirst()
        .orElseThrow()
        .replaceFirst(".*: ", "")
        .strip();
  }

  /** That of the certificate. */
  String fingerprint() {
    return fingerprint;
  }

  int count() {
    return slots.size();
  }

  List<Slot> slots() {
    return List.copyOf(slots);
  }

  Slot slot(int node) {
    return slots.get(node);
  }

  /** The line between a node and the ledger. */
  FaultyLink ledgerLine(int node) {
    return ledgerLines.get(node);
  }

  /** The line between everybody and a node. */
  FaultyLink front(int node) {
    return fronts.get(node);
  }

  /** Where everybody reaches the nodes. */
  List<Integer> ports() {
    return fronts.stream().map(FaultyLink::port).toList();
  }

  /** What connects a node's machine with all others, if it can be pulled. */
  Optional<SmallNetwork.Place> cable(int node) {
    return places.get(node).cable();
  }

  /** The one that can be filled. */
  Optional<SmallDisk> disk() {
    return disk;
  }
}
