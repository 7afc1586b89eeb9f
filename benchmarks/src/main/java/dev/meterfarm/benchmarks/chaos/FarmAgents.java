package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.benchmarks.Parts;
import dev.meterfarm.benchmarks.chaos.Machines.Machine;
import dev.meterfarm.coordinator.http.TokenMessages.CreatedToken;
import dev.meterfarm.coordinator.http.TokenMessages.NewToken;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.testkit.farm.FarmProcesses;
import dev.meterfarm.testkit.farm.FaultyLink;
import dev.meterfarm.testkit.farm.SmallDisk;
import dev.meterfarm.testkit.farm.SmallNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The agents of a farm, each on a machine of its own, with a faulty line to the coordinators. The
 * last one measures on this machine's CPU if the plan wants that, the others have simulated
 * devices.
 */
final class FarmAgents {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

  /** Enough for an agent's credential and hundreds of results. */
  private static final String DISK = "4m";

  private final ChaosFarm.Plan plan;
  private final Machines machines;
  private final FarmProcesses processes;
  private final FarmNodes nodes;
  private final Balancer balancer;
  private final List<FaultyLink> lines = new ArrayList<>();
  private final List<Machine> places = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final Optional<SmallDisk> disk;

  /**
   * Agents that do not run yet.
   *
   * @param parts ends what they need
   */
  FarmAgents(
      ChaosFarm.Plan plan,
      Machines machines,
      FarmProcesses processes,
      FarmNodes nodes,
      Balancer balancer,
      Parts parts)
      throws IOException, InterruptedException {
    this.plan = plan;
    this.machines = machines;
    this.processes = processes;
    this.nodes = nodes;
    this.balancer = balancer;
    disk =
        plan.means().disks()
            ? Optional.of(parts.started(SmallDisk.mount(data(0), DISK)))
            : Optional.empty();
  }

  /** Returns when all of them are on their way. */
  void start() throws IOException, InterruptedException {
    for (int agent = 0; agent < count(); agent++) {
      lines.add(balancer.line(machines.here(), agent));
      start(agent);
    }
  }

  private void start(int agent) throws IOException, InterruptedException {
    String name = name(agent);
    Path token = plan.folder().resolve(name + ".token");
    TokenFile.write(token, registration(name));
    List<String> arguments =
        List.of(
            "start",
            "--name",
            name,
            "--coordinator",
            "https://" + machines.here().getHostAddress() + ":" + lines.get(agent).port(),
            "--fingerprint",
            nodes.fingerprint(),
            "--token-file",
            token.toString(),
            "--profiles",
            profiles(agent).toString(),
            "--target",
            isReal(agent) ? ChaosFarm.REAL_TARGET : ChaosFarm.TARGET,
            "--data",
            data(agent).toString());
    Machine machine = machines.add();
    places.add(machine);
    List<String> before = new ArrayList<>(machine.entering());
    if (agent == 0) {
      disk.map(SmallDisk::entering).ifPresent(before::addAll);
    }
    slots.add(new Slot(name, () -> processes.start(before, "agent", arguments)));
  }

  private Path profiles(int agent) throws IOException {
    Path folder = Files.createDirectories(plan.folder().resolve(name(agent) + "-profiles"));
    Path known = plan.home().resolve("device-profiles");
    if (isReal(agent)) {
      Files.copy(known.resolve("host.yaml"), folder.resolve("host.yaml"));
    } else {
      Files.writeString(
          folder.resolve("simulated.yaml"),
          Files.readString(known.resolve("simulated.yaml"))
              .replace("device: simulated\n", "device: simulated-of-" + name(agent) + "\n")
              .replace(
                  "    seed: 1\n", "    seed: 1\n    real-time-factor: " + plan.pace() + "\n"));
    }
    return folder;
  }

  private String registration(String name) throws InterruptedException {
    CoordinatorAddress address =
        CoordinatorAddress.of(
            "https://127.0.0.1:" + nodes.front(0).port(), Optional.of(nodes.fingerprint()));
    String admin = TokenFile.read(nodes.adminToken());
    byte[] made =
        new ApiClient(address, () -> Optional.of(admin))
            .post("/api/v1/tokens", FarmJson.bytes(new NewToken(name, "agent")), CALL_LIMIT);
    return FarmJson.read(made, CreatedToken.class).token();
  }

  private Path data(int agent) {
    return plan.folder().resolve(name(agent));
  }

  private static String name(int agent) {
    return "agent-" + (agent + 1);
  }

  private boolean isReal(int agent) {
    return agent == plan.agents();
  }

  /** How many there are, the one that really measures included. */
  int count() {
    return plan.agents() + (plan.means().embedded() ? 1 : 0);
  }

  List<Slot> slots() {
    return List.copyOf(slots);
  }

  Slot slot(int agent) {
    return slots.get(agent);
  }

  /** The one that really measures. */
  Optional<Slot> real() {
    return plan.means().embedded() ? Optional.of(slots.get(plan.agents())) : Optional.empty();
  }

  /** The line between an agent and the coordinators. */
  FaultyLink line(int agent) {
    return lines.get(agent);
  }

  /** What connects an agent's machine with all others, if it can be pulled. */
  Optional<SmallNetwork.Place> cable(int agent) {
    return places.get(agent).cable();
  }

  /** The one that can be filled. */
  Optional<SmallDisk> disk() {
    return disk;
  }
}
