package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.campaign.CampaignEngine;
import dev.meterfarm.coordinator.campaign.CampaignRequest;
import dev.meterfarm.coordinator.campaign.EnginePorts;
import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.result.TargetResult;
import dev.meterfarm.coordinator.store.Planning;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stay of a campaign in this process, from where the ledger says until its end or an interrupt.
 * A target that has its result already is not run again.
 */
final class CampaignRun implements CampaignListener {
  private static final Logger log = LoggerFactory.getLogger(CampaignRun.class);
  private static final String RESULT = "result.json";
  private static final String REPORT = "report.html";

  private final LiveCampaign live;
  private final CampaignTargets targets;
  private final CampaignArchive archive;
  private final ServicePorts ports;
  private final Planning planning;
  private final ServiceSettings settings;

  CampaignRun(
      LiveCampaign live,
      CampaignTargets targets,
      CampaignArchive archive,
      ServicePorts ports,
      Planning planning,
      ServiceSettings settings) {
    this.live = live;
    this.targets = targets;
    this.archive = archive;
    this.ports = ports;
    this.planning = planning;
    this.settings = settings;
  }

  /** Runs to the end; the result is an artifact then. */
  void run() throws InterruptedException {
    List<String> open = new ArrayList<>();
    for (String target : live.order().targets()) {
      Optional<TargetResult> stored = stored(target);
      stored.ifPresent(live::finished);
      if (stored.isEmpty()) {
        open.add(target);
      }
    }
    Path out = workFolder();
    try {
      if (!open.isEmpty()) {
        EnginePorts engine =
            new EnginePorts(
                planning.plan(),
                planning.decisions(),
                ports.measurements(),
                live.row().created(),
                settings.version());
        CampaignRequest request =
            CampaignRequests.of(live.row().id(), live.order(), ports.blobs(), out);
        new CampaignEngine(engine, ports.board().under(planning.plan()), this)
            .run(request, open, targets);
      }
      List<TargetResult> all =
          live.order().targets().stream().map(target -> stored(target).orElseThrow()).toList();
      archive.put(
          live.row().id(),
          RESULT,
          FarmJson.bytes(new CampaignResult(live.row().id(), live.row().seed(), false, all)));
    } finally {
      delete(out);
    }
  }

  private Optional<TargetResult> stored(String target) {
    return archive
        .content(live.row().id(), resultName(target))
        .map(json -> FarmJson.read(json, TargetResult.class));
  }

  private static String resultName(String target) {
    return CampaignArchive.safe(target + "-" + RESULT);
  }

  @Override
  public void progress(CampaignProgress progress) {
    live.progress(progress);
  }

  @Override
  public void note(String target, String message) {
    live.note(target, message);
  }

  @Override
  public void trained(String target, Duration took) {
    ports.watcher().trained(target, took);
  }

  @Override
  public void finished(TargetResult result) {
    TargetResult kept = result;
    if (!result.bundle().isEmpty()) {
      Path bundle = Path.of(result.bundle());
      String name = CampaignArchive.safe(bundle.getFileName().toString());
      Artifact stored = store(bundle, name, CampaignArchive.safe(result.target() + "-" + REPORT));
      ports.watcher().exported(result.target(), stored.bytes(), stored.created());
      kept = result.withBundle(name);
    }
    // Last, because it says that the others are there.
    archive.put(live.row().id(), resultName(result.target()), FarmJson.bytes(kept));
    live.finished(kept);
  }

  private Artifact store(Path bundle, String name, String reportName) {
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      Artifact stored = archive.put(live.row().id(), name, Files.readAllBytes(bundle));
      ZipEntry report = zip.getEntry(REPORT);
      archive.put(live.row().id(), reportName, zip.getInputStream(report).readAllBytes());
      return stored;
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot read the bundle " + bundle + " back: " + e, e);
    }
  }

  private static Path workFolder() {
    try {
      return Files.createTempDirectory("meterfarm-campaign-");
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot make a folder for bundles in " + System.getProperty("java.io.tmpdir") + ": " + e,
          e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.debug("what is left of {} is in the system's temporary folder", folder, e);
    }
  }
}
