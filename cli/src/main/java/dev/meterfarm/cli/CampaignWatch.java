package dev.meterfarm.cli;

import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.result.TargetResult;
import dev.meterfarm.coordinator.service.Artifact;
import dev.meterfarm.coordinator.service.CampaignEvent;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.ProgressPage;
import dev.meterfarm.coordinator.service.TargetView;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches a campaign on a coordinator to its end, as if it ran here, then fetches what it yielded.
 * Whoever is interrupted detaches: the campaign goes on. A coordinator that is away for a moment is
 * waited for. For one thread.
 */
final class CampaignWatch {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(30);

  private final OperatorClient client;
  private final RemoteOptions remote;
  private final Path out;
  private final boolean json;
  private final AccuracyGate gate;
  private final PrintStream screen;
  private final ProgressView view;
  private final Map<String, TargetView> shown = new HashMap<>();

  /**
   * @param out folder for bundles and reports
   * @param json print the result as JSON, and everything else to stderr
   * @param gate what the result has to reach
   */
  CampaignWatch(
      OperatorClient client, RemoteOptions remote, Path out, boolean json, AccuracyGate gate) {
    this.client = client;
    this.remote = remote;
    this.out = out;
    this.json = json;
    this.gate = gate;
    this.screen = json ? new PrintStream(System.err, true, StandardCharsets.UTF_8) : System.out;
    this.view = new ProgressView(screen, Terminal.console().isPresent() && !json, Terminal.width());
  }

  /** The view, for what is to be told before. */
  ProgressView view() {
    return view;
  }

  /** Watches; returns the exit code. */
  int follow(String id) {
    try {
      CampaignState end = watch(id);
      view.close();
      if (end == CampaignState.CANCELLED) {
        screen.println("Campaign " + id + " was cancelled.");
        return ExitCode.INTERRUPTED.code();
      }
      return finish(id);
    } catch (InterruptedException e) {
      view.close();
      screen.println(
          "Detached; campaign "
              + id
              + " goes on. Watch it again with:\n  bin/coordinator attach "
              + id
              + remote.repeat()
              + "\nor end it with:\n  bin/coordinator cancel "
              + id
              + remote.repeat());
      return ExitCode.INTERRUPTED.code();
    }
  }

  private CampaignState watch(String id) throws InterruptedException {
    long after = 0;
    long awaySince = 0;
    while (true) {
      try {
        ProgressPage page = client.progress(id, after, after == 0 ? Duration.ZERO : WAIT);
        if (awaySince != 0) {
          view.note(id, "the coordinator is back");
          awaySince = 0;
        }
        after = page.campaign().sequence();
        show(page);
        CampaignState state = page.campaign().state();
        if (state == CampaignState.FINISHED || state == CampaignState.CANCELLED) {
          return state;
        }
      } catch (FarmException e) {
        awaySince = away(id, e, awaySince);
        Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
      }
    }
  }

  /** A coordinator may restart; whoever is refused gives up at once. */
  private long away(String id, FarmException problem, long since) {
    boolean mayComeBack =
        problem.code() == ErrorCode.LINK_FAILED
            || problem.code() == ErrorCode.UNAVAILABLE
            || problem.code() == ErrorCode.TOO_MANY_REQUESTS;
    long now = System.nanoTime();
    if (!mayComeBack || (since != 0 && now - since > LONGEST_ABSENCE.toNanos())) {
      view.close();
      throw problem;
    }
    if (since == 0) {
      view.note(
          id, problem.getMessage() + "; waiting for it, and agents go on with what they hold");
      return now;
    }
    return since;
  }

  private void show(ProgressPage page) {
    for (CampaignEvent event : page.events()) {
      view.note(event.target().isEmpty() ? page.campaign().id() : event.target(), event.text());
    }
    for (TargetView target : page.campaign().targets()) {
      TargetView before = shown.put(target.target(), target);
      if (target.progress().isPresent()
          && (before == null || !target.progress().equals(before.progress()))) {
        view.progress(target.progress().get());
      }
    }
  }

  private int finish(String id) throws InterruptedException {
    CampaignResult result = client.result(id);
    List<TargetResult> here = new ArrayList<>();
    for (TargetResult target : result.targets()) {
      here.add(
          target.bundle().isEmpty()
              ? target
              : target.withBundle(out.resolve(target.bundle()).toString()));
    }
    for (Artifact artifact : client.artifacts(id)) {
      if (artifact.name().endsWith(".zip") || artifact.name().endsWith(".html")) {
        save(artifact.name(), client.artifact(id, artifact.name()));
      }
    }
    CampaignResult local =
        new CampaignResult(result.campaign(), result.seed(), result.interrupted(), here);
    System.out.println(json ? JsonOutput.text(local) : ResultTables.text(local));
    return gate.judge(local).code();
  }

  /** The name comes from the coordinator, and must not lead out of the folder. */
  private void save(String name, byte[] content) {
    Path file = out.resolve(OperatorClient.segment(name));
    try {
      Files.createDirectories(out);
      Path draft = Files.createTempFile(out, ".download", ".part");
      Files.write(draft, content);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot write " + file + ": " + e.getMessage() + "; attach again with another --out",
          e);
    }
  }

  /** What a campaign is waiting for, in a line or less. */
  static String reason(CampaignView campaign) {
    if (!campaign.holds().isEmpty()) {
      return String.join(
          "; ",
          campaign.holds().stream()
              .map(
                  hold ->
                      hold.by()
                          + ": "
                          + hold.note()
                          + hold.until().map(end -> " (until " + TimeText.of(end) + ")").orElse(""))
              .toList());
    }
    return String.join(
        "; ",
        campaign.targets().stream()
            .filter(target -> target.state() == TargetView.State.WAITING)
            .map(target -> target.detail().replaceAll(";.*", ""))
            .toList());
  }
}
