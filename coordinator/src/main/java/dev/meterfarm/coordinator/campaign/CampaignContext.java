package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.job.JobSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the phases of a campaign on one target share.
 *
 * @param countsJobs whether the budget is a number of jobs rather than wall time
 * @param training where forests are trained, apart from the planning thread
 */
record CampaignContext(
    BudgetPlan budget,
    BudgetClock clock,
    boolean countsJobs,
    Measurer measurer,
    ProgressBoard progress,
    JobFactory jobs,
    ModelPlanner models,
    Trainer trainer,
    CampaignJournal journal,
    ExecutorService training) {

  <T> Future<T> train(Callable<T> work) {
    return training.submit(
        () -> {
          long start = System.nanoTime();
          T trained = work.call();
          progress.trained(Duration.ofNanos(System.nanoTime() - start));
          return trained;
        });
  }

  /** Waits for what {@link #train} began, while the budget is used. */
  <T> T await(Future<T> work) throws InterruptedException, ExecutionException {
    clock.keep();
    while (true) {
      try {
        return work.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        clock.keep();
      }
    }
  }

  /** Guess of the device time of some jobs, in seconds. */
  double estimate(List<JobSpec> specs) {
    return specs.stream().mapToDouble(jobs::estimatedSeconds).sum();
  }
}
