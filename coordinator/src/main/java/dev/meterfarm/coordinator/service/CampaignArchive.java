package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a campaign leaves in the ledger besides jobs and measurements: holds, the latest progress,
 * and artifacts. In the ledger, so that every node can serve them.
 */
final class CampaignArchive {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,150}");
  private static final String PERSON = "hold/person";
  private static final String FARM = "hold/farm";
  private static final String PROGRESS = "progress";
  private static final String ARTIFACT = "artifact/";

  private final DecisionJournal journal;
  private final BlobStore blobs;
  private final Clock clock;

  CampaignArchive(DecisionJournal journal, BlobStore blobs, Clock clock) {
    this.journal = journal;
    this.blobs = blobs;
    this.clock = clock;
  }

  /** A name for an artifact that is safe as a file's name, whatever it is made from. */
  static String safe(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[^A-Za-z0-9]+", "");
    return safe.isEmpty() ? "unnamed" : safe.substring(0, Math.min(150, safe.length()));
  }

  /** The holds; the person's first. */
  List<CampaignHold> holds(String campaign) {
    List<CampaignHold> holds = new ArrayList<>();
    read(campaign, PERSON, CampaignHold.class).ifPresent(holds::add);
    read(campaign, FARM, CampaignHold.class).ifPresent(holds::add);
    return holds;
  }

  void hold(String campaign, CampaignHold hold) {
    write(campaign, hold.by().equals(CampaignHold.FARM) ? FARM : PERSON, Optional.of(hold));
  }

  void release(String campaign, CampaignHold hold) {
    write(campaign, hold.by().equals(CampaignHold.FARM) ? FARM : PERSON, Optional.empty());
  }

  void releaseAll(String campaign) {
    holds(campaign).forEach(hold -> release(campaign, hold));
  }

  void putProgress(String campaign, ProgressPage page) {
    journal.put(campaign, PROGRESS, FarmJson.text(page));
  }

  Optional<ProgressPage> progress(String campaign) {
    return read(campaign, PROGRESS, ProgressPage.class);
  }

  /** Stores a file; one of that name is replaced. */
  Artifact put(String campaign, String name, byte[] content) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name for an artifact: " + name);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Artifact artifact = new Artifact(name, content.length, blobs.put(content), now);
    journal.put(campaign, ARTIFACT + name, FarmJson.text(artifact));
    return artifact;
  }

  /** All files, by name. */
  List<Artifact> artifacts(String campaign) {
    return journal.findAll(campaign, ARTIFACT).values().stream()
        .map(json -> FarmJson.read(json.getBytes(StandardCharsets.UTF_8), Artifact.class))
        .toList();
  }

  Optional<byte[]> content(String campaign, String name) {
    return NAME.matcher(name).matches()
        ? read(campaign, ARTIFACT + name, Artifact.class).map(this::content)
        : Optional.empty();
  }

  private byte[] content(Artifact artifact) {
    return blobs
        .find(artifact.sha256())
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.STORAGE_FAILED, "the ledger has lost the file " + artifact.name()));
  }

  private void write(String campaign, String name, Optional<?> value) {
    journal.put(campaign, name, value.isPresent() ? FarmJson.text(value.get()) : "null");
  }

  private <T> Optional<T> read(String campaign, String name, Class<T> type) {
    return journal
        .find(campaign, name)
        .filter(json -> !json.equals("null"))
        .map(json -> FarmJson.read(json.getBytes(StandardCharsets.UTF_8), type));
  }
}
