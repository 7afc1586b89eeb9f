package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.result.TargetResult;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs campaigns.
 *
 * <ol>
 *   <li>Each target has a planning thread of its own, so that no device waits for another.
 *   <li>Forests are trained on one thread for all, away from the measuring core.
 *   <li>An interrupt of the calling thread stops all targets; what was measured is in the ledger,
 *       and a second run of the same campaign goes on from there.
 * </ol>
 */
public final class CampaignEngine {
  private final EnginePorts ports;
  private final JobBoard board;
  private final CampaignListener listener;

  /** An engine over a ledger and a board of jobs. */
  public CampaignEngine(EnginePorts ports, JobBoard board, CampaignListener listener) {
    this.ports = ports;
    this.board = board;
    this.listener = listener;
  }

  /**
   * Runs a campaign, or goes on with it, and writes one bundle for each target. A target that
   * nobody serves yet holds up no other.
   *
   * @param targets names of the targets
   * @param directory what they are
   * @throws InterruptedException if this thread was interrupted; the campaign can go on later
   * @throws FarmException if a target cannot be measured or nothing can be stored
   */
  public CampaignResult run(
      CampaignRequest request, Collection<String> targets, TargetDirectory directory)
      throws InterruptedException {
    ExecutorService training =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    ExecutorService planning =
        Executors.newFixedThreadPool(targets.size(), task -> new Thread(task, "planning"));
    try {
      List<Future<TargetResult>> running = new ArrayList<>();
      for (String target : targets) {
        running.add(
            planning.submit(
                () -> {
                  TargetCampaign campaign =
                      campaign(request, target, directory, training, targets.size());
                  TargetResult result = campaign.run();
                  listener.finished(result);
                  return result;
                }));
      }
      List<TargetResult> results = new ArrayList<>();
      for (Future<TargetResult> one : running) {
        results.add(result(one));
      }
      return new CampaignResult(request.id(), request.seed(), false, results);
    } finally {
      planning.shutdownNow();
      training.shutdownNow();
    }
  }

  private TargetCampaign campaign(
      CampaignRequest request,
      String target,
      TargetDirectory directory,
      ExecutorService training,
      int targets)
      throws InterruptedException {
    TargetDescription description = directory.await(target);
    ServedTarget served =
        new ServedTarget(
            description,
            directory.sharing(target),
            targets,
            directory.clock(target),
            directory.devices(target));
    return new TargetCampaign(ports, board, listener, training, request, served);
  }

  private static TargetResult result(Future<TargetResult> running) throws InterruptedException {
    try {
      return running.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      if (cause instanceof FarmException known) {
        throw known;
      }
      throw new FarmException(ErrorCode.INTERNAL, "a campaign failed: " + cause, cause);
    }
  }
}
