package dev.meterfarm.cli;

import dev.meterfarm.agent.command.Findings;
import dev.meterfarm.agent.command.Findings.Verdict;
import dev.meterfarm.coordinator.access.tls.ServerCertificate;
import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.Ledgers;
import dev.meterfarm.coordinator.store.sql.LedgerView;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at everything that {@code coordinator serve} needs, and says what to do about the rest. */
@Command(
    name = "doctor",
    description = {
      "Checks whether a coordinator can serve here, and says what to fix.",
      "Changes nothing, also beside one that serves. 'bin/agent doctor' does so for agents."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long LITTLE_ROOM = 1024 * MEBIBYTE;
  private static final Duration SOON = Duration.ofDays(30);

  @Option(
      names = "--config",
      paramLabel = "coordinator.yaml",
      description = "The settings that 'serve' gets; see docs/service.md.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where ledger and tokens are; meterfarm-data by default.")
  private Optional<Path> data = Optional.empty();

  private final Findings findings = new Findings();

  @Override
  public Integer call() {
    findings.add(Verdict.OK, "java", System.getProperty("java.vm.version"), "");
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    findings.add(Verdict.OK, "clock", now + "; agents need not agree with it", "");
    try {
      check(NodeSettingsLoader.load(config, data, true), now);
    } catch (FarmException e) {
      String remedy =
          config.map(file -> "mend " + file + "; the rest is looked at then").orElse("");
      findings.add(Verdict.FAIL, "settings", e.getMessage(), remedy);
    }
    findings.print(new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    return (findings.anyFailed() ? ExitCode.ENVIRONMENT : ExitCode.OK).code();
  }

  private void check(NodeSettings settings, Instant now) {
    checkFolder(settings.data());
    checkLedger(settings);
    checkPort("port", "listen.port", settings.address(), settings.port());
    checkCertificate(settings, now);
    NodeSettings.Queue queue = settings.queue();
    if (!queue.members().isEmpty()) {
      checkPort("queue", "queue.port", queue.address(), queue.port());
    }
  }

  /** The folder, or where it is going to be made. */
  private void checkFolder(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      findings.add(
          Verdict.FAIL,
          "data",
          there + (Files.isDirectory(there) ? " cannot be written to" : " is no folder"),
          "name another folder with --data, or let this user write to it");
      return;
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      boolean isLittle = free < LITTLE_ROOM;
      findings.add(
          isLittle ? Verdict.FAIL : Verdict.OK,
          "data",
          folder.toAbsolutePath() + ", " + free / MEBIBYTE + " MiB are free",
          isLittle ? "make room: a job of 20 models takes about 10 KiB" : "");
    } catch (IOException e) {
      findings.add(Verdict.NOTE, "data", "how much room there is is not known: " + e, "");
    }
  }

  private void checkLedger(NodeSettings settings) {
    try (LedgerView ledger = Ledgers.view(settings)) {
      findings.add(Verdict.OK, "ledger", ledger.where(), "");
    } catch (FarmException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        findings.add(Verdict.OK, "ledger", "none yet; 'serve' makes it", "");
      } else {
        findings.add(
            Verdict.FAIL,
            "ledger",
            e.getMessage(),
            settings.database().isPresent()
                ? "see 'database' in the settings; a new, empty database is filled by 'serve'"
                : "restore a backup, or name another folder with --data");
      }
    }
  }

  private void checkPort(String subject, String key, String address, int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName(address))) {
      boolean isLocal = free.getInetAddress().isLoopbackAddress();
      findings.add(
          Verdict.OK,
          subject,
          address
              + ":"
              + port
              + " is free"
              + (isLocal ? "; only programs on this machine can reach it" : ""),
          "");
    } catch (IOException e) {
      findings.add(
          Verdict.NOTE,
          subject,
          "nobody else can listen on " + address + ":" + port + ": " + e.getMessage(),
          "if that is not a coordinator that serves: stop what listens there, or set " + key);
    }
  }

  private void checkCertificate(NodeSettings settings, Instant now) {
    try {
      Optional<ServerCertificate> certificate =
          switch (settings.tls().mode()) {
            case OFF -> Optional.empty();
            case SELF_SIGNED -> ServerCertificate.find(settings.data());
            case FILES ->
                Optional.of(
                    ServerCertificate.of(
                        settings.tls().certificate().orElseThrow(),
                        settings.tls().key().orElseThrow()));
          };
      certificate.ifPresentOrElse(
          found -> judge(found, now),
          () ->
              findings.add(
                  Verdict.OK,
                  "certificate",
                  settings.tls().mode() == NodeSettings.TlsMode.OFF
                      ? "none: connections are not encrypted"
                      : "none yet; 'serve' makes it",
                  ""));
    } catch (FarmException e) {
      findings.add(
          Verdict.FAIL,
          "certificate",
          e.getMessage(),
          "see 'tls' in the settings, docs/service.md");
    }
  }

  private void judge(ServerCertificate certificate, Instant now) {
    boolean isValid = now.isAfter(certificate.begins()) && now.isBefore(certificate.ends());
    boolean endsSoon = now.plus(SOON).isAfter(certificate.ends());
    findings.add(
        !isValid ? Verdict.FAIL : endsSoon ? Verdict.NOTE : Verdict.OK,
        "certificate",
        certificate.certificate()
            + " is valid from "
            + certificate.begins()
            + " to "
            + certificate.ends(),
        isValid && !endsSoon
            ? ""
            : "get a new one, and give agents and commands its fingerprint; or set the clock");
  }
}
