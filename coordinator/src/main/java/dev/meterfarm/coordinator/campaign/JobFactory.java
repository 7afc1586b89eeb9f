package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Packs models into jobs of a handy size. Deterministic. For the planning thread of a target. */
final class JobFactory {
  private static final int JOB_MODELS = 64;
  private static final long JOB_BYTES = 400L << 20;

  private final String campaign;
  private final String target;
  private final double jobSeconds;

  /**
   * A factory.
   *
   * @param jobSeconds guess of the device time of a job, at the most unless a single model takes
   *     more
   */
  JobFactory(String campaign, String target, double jobSeconds) {
    this.campaign = campaign;
    this.target = target;
    this.jobSeconds = jobSeconds;
  }

  /**
   * Jobs that visit each of these models once. Models of one hash share a visit.
   *
   * @param stem start of the jobs' keys, unique within the campaign and target
   * @param visit which visit to these models this is, from 1
   */
  List<JobSpec> jobs(String stem, VisitKind kind, int visit, List<PlannedModel> models) {
    List<JobSpec> jobs = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (boolean longRuns : new boolean[] {false, true}) {
      List<PlannedModel> batch = new ArrayList<>();
      double seconds = 0;
      long bytes = 0;
      for (PlannedModel model : models) {
        if (kind.isLong(model.runNanos()) != longRuns || !seen.add(model.recipe().hash())) {
          continue;
        }
        double own = kind.seconds(model);
        boolean full =
            seconds + own > jobSeconds
                || batch.size() >= JOB_MODELS
                || bytes + model.bytes() > JOB_BYTES;
        if (full && !batch.isEmpty()) {
          jobs.add(job(stem, kind, visit, batch, longRuns, seconds, jobs.size()));
          batch = new ArrayList<>();
          seconds = 0;
          bytes = 0;
        }
        batch.add(model);
        seconds += own;
        bytes += model.bytes();
      }
      if (!batch.isEmpty()) {
        jobs.add(job(stem, kind, visit, batch, longRuns, seconds, jobs.size()));
      }
    }
    return jobs;
  }

  /**
   * Guess of a job's device time in seconds. Follows from the job alone, so that a budget of jobs
   * is used alike whether this start planned the job or an earlier one.
   */
  double estimatedSeconds(JobSpec job) {
    return VisitKind.estimatedSeconds(job.plan());
  }

  /**
   * The same job once more, because it was measured in a bad spell.
   *
   * @param stem as in {@link #jobs}
   * @param index which repeat under that stem
   */
  JobSpec again(String stem, JobSpec job, int index) {
    String key = String.format(Locale.ROOT, "%s/%s/again-%04d", target, stem, index);
    return new JobSpec(
        job.campaign(), key, job.target(), job.kind(), job.visit(), job.models(), job.plan());
  }

  /**
   * A job for each of a job's models; all have its key, until they are told to run {@link #again}.
   */
  static List<JobSpec> oneByOne(JobSpec job) {
    RunPlan plan = VisitKind.forOneOf(job.plan(), job.models().size());
    return job.models().stream()
        .map(
            model ->
                new JobSpec(
                    job.campaign(),
                    job.key(),
                    job.target(),
                    job.kind(),
                    job.visit(),
                    List.of(model),
                    plan))
        .toList();
  }

  private JobSpec job(
      String stem,
      VisitKind kind,
      int visit,
      List<PlannedModel> batch,
      boolean longRuns,
      double seconds,
      int index) {
    List<ModelRecipe> recipes = batch.stream().map(PlannedModel::recipe).toList();
    String key = String.format(Locale.ROOT, "%s/%s/v%d/b%04d", target, stem, visit, index);
    VisitStyle style = batch.get(0).style();
    return new JobSpec(
        campaign, key, target, kind.jobKind(), visit, recipes, kind.plan(longRuns, style, seconds));
  }
}
