package dev.meterfarm.agent.command;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeviceNames;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.host.HostName;
import dev.meterfarm.agent.link.DiskSpool;
import dev.meterfarm.agent.link.HttpLink;
import dev.meterfarm.agent.link.RotatingCredential;
import dev.meterfarm.agent.metrics.MetricsServer;
import dev.meterfarm.agent.metrics.WatchedLink;
import dev.meterfarm.agent.metrics.WatchedSpool;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.agent.run.AgentLoop;
import dev.meterfarm.agent.run.LoopSettings;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent start}: serves the devices of this machine to a coordinator. */
@Command(
    name = "start",
    description = {
      "Serves the devices of this machine to a coordinator until it is stopped.",
      "SIGTERM or Ctrl-C finishes what runs, hands back what waits, and ends; a second one ends at"
          + " once. Results that could not be sent are kept and sent by the next start."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class StartCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1L << 20;
  private static final int SIGNAL_POLL_MILLIS = 200;

  @Option(
      names = "--coordinator",
      required = true,
      paramLabel = "URL",
      description = "Such as https://host:8443.")
  private String coordinator;

  @Option(
      names = "--fingerprint",
      paramLabel = "SHA256",
      description = "Of the coordinator's certificate, as 'coordinator serve' prints it.")
  private Optional<String> fingerprint = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the registration token; needed for the first start only. Readable by its owner"
              + " only. Another token in it replaces the credential, also while the agent runs.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Tells agents on one machine apart (default: the machine's name).")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "Serve only this target; repeatable (default: all that the profiles declare).")
  private Set<String> targets = new TreeSet<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where credential and unsent results are kept (default: a folder of the agent's name in"
              + " $XDG_STATE_HOME or ~/.local/state).")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--spool-mebibytes",
      defaultValue = "256",
      paramLabel = "N",
      description =
          "With so many unsent results no more work is asked for (default: ${DEFAULT-VALUE}).")
  private int spoolMebibytes;

  @Option(
      names = "--drain-time",
      defaultValue = "10m",
      converter = DurationConverter.class,
      paramLabel = "DURATION",
      description = "How long a stop waits for what runs (default: ${DEFAULT-VALUE}).")
  private Duration drainTime;

  @Option(
      names = "--metrics",
      converter = SocketAddressConverter.class,
      paramLabel = "ADDRESS:PORT",
      description =
          "Serve /metrics for Prometheus there, such as 127.0.0.1:9464; without a token (default:"
              + " nowhere).")
  private Optional<InetSocketAddress> metrics = Optional.empty();

  @Mixin private ProfilesOption profiles;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    TerminationSignals signals = TerminationSignals.install();
    PrintWriter out = spec.commandLine().getOut();
    String own = name.orElseGet(StartCommand::hostName);
    Path folder = data.orElseGet(() -> stateFolder(own));
    CoordinatorAddress address = CoordinatorAddress.of(coordinator, fingerprint);
    DeviceProfiles known =
        LocalAgent.profiles(profiles.folder(), DeviceNames.at(HostName.ofThisMachine(), own));
    known.require(targets);
    WantedTargets wanted = targets.isEmpty() ? WantedTargets.all() : WantedTargets.of(targets);
    RotatingCredential credential = RotatingCredential.obtain(folder, tokenFile, address);
    HttpLink link = new HttpLink(new ApiClient(address, credential));
    try (FarmMeters meters = new FarmMeters();
        DiskSpool spool = DiskSpool.open(folder.resolve("spool"), spoolMebibytes * MEBIBYTE);
        LocalAgent agent = LocalAgent.open(known, wanted);
        AgentLoop loop =
            agent.loopOver(
                own,
                new WatchedLink(link, meters),
                new WatchedSpool(spool, meters),
                LoopSettings.remote())) {
      meters.read(
          sink -> {
            sink.put(FarmMetric.AGENT_BUILD_INFO, 1, version());
            sink.put(FarmMetric.AGENT_DEVICES, agent.devices().size());
            sink.put(FarmMetric.AGENT_JOBS_HELD, loop.heldJobs());
            sink.put(FarmMetric.AGENT_SPOOL_RESULTS, spool.size());
            sink.put(FarmMetric.AGENT_SPOOL_BYTES, (double) spool.bytes());
          });
      Optional<MetricsServer> serving = metrics.map(at -> MetricsServer.start(at, meters));
      try {
        serving.ifPresent(server -> out.println("metrics on " + server.url()));
        loop.start();
        out.println(
            "agent " + own + " serves " + agent.devices().size() + " devices to " + address.url());
        out.flush();
        return serve(loop, spool, credential, signals, out);
      } finally {
        serving.ifPresent(MetricsServer::close);
      }
    }
  }

  private int serve(
      AgentLoop loop,
      DiskSpool spool,
      RotatingCredential credential,
      TerminationSignals signals,
      PrintWriter out)
      throws InterruptedException {
    while (loop.failure().isEmpty() && !signals.await(SIGNAL_POLL_MILLIS)) {
      credential.look(); // one of the two above ends it
    }
    if (loop.failure().isPresent()) {
      throw loop.failure().get();
    }
    out.println("finishing " + loop.heldJobs() + " jobs; a second signal ends at once");
    out.flush();
    boolean complete = loop.drain(drainTime);
    int unsent = spool.size();
    out.println(
        unsent == 0 ? "stopped" : "stopped; " + unsent + " results are kept for the next start");
    return (complete && unsent == 0 ? ExitCode.OK : ExitCode.PARTIAL).code();
  }

  private static String version() {
    return Optional.ofNullable(StartCommand.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION, "this machine has no name: give one with --name", e);
    }
  }

  private static Path stateFolder(String agent) {
    String state = System.getenv("XDG_STATE_HOME");
    Path root =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    return root.resolve("meterfarm").resolve("agent-" + agent);
  }
}
