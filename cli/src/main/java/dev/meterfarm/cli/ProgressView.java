package dev.meterfarm.cli;

import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.Phase;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows how a campaign goes on: redraws a block on a terminal, prints a plain line every now and
 * then into a pipe. Thread-safe.
 */
final class ProgressView implements CampaignListener {
  private static final Duration PLAIN_PAUSE = Duration.ofSeconds(10);

  private final PrintStream out;
  private final boolean redraw;
  private final int width;
  private final Map<String, CampaignProgress> latest = new LinkedHashMap<>();
  private final Map<String, Phase> printedPhase = new LinkedHashMap<>();
  private final Map<String, Duration> printedAt = new LinkedHashMap<>();
  private int drawnLines;

  /**
   * A view.
   *
   * @param out where to write
   * @param redraw whether {@code out} is a terminal that understands cursor movements
   * @param width columns of the terminal
   */
  ProgressView(PrintStream out, boolean redraw, int width) {
    this.out = out;
    this.redraw = redraw;
    this.width = width;
  }

  @Override
  public synchronized void progress(CampaignProgress progress) {
    latest.put(progress.target(), progress);
    if (redraw) {
      erase();
      draw();
      return;
    }
    Duration last = printedAt.get(progress.target());
    boolean newPhase = printedPhase.put(progress.target(), progress.phase()) != progress.phase();
    if (last == null || newPhase || progress.elapsed().minus(last).compareTo(PLAIN_PAUSE) >= 0) {
      printedAt.put(progress.target(), progress.elapsed());
      out.println(ProgressLines.plain(progress));
    }
  }

  @Override
  public synchronized void note(String target, String message) {
    if (redraw) {
      erase();
    }
    out.println(target + ": " + message);
    if (redraw) {
      draw();
    }
  }

  /** Leaves the last block standing. */
  synchronized void close() {
    drawnLines = 0;
    out.flush();
  }

  private void erase() {
    if (drawnLines > 0) {
      out.print("\u001b[" + drawnLines + "A\u001b[J");
      drawnLines = 0;
    }
  }

  private void draw() {
    List<String> lines = new ArrayList<>();
    latest.values().forEach(progress -> lines.addAll(ProgressLines.block(progress, width)));
    lines.forEach(out::println);
    drawnLines = lines.size();
    out.flush();
  }
}
