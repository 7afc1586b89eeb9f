package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.store.JobCatalogue;
import dev.meterfarm.coordinator.store.JobLine;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;

/** {@code GET /api/v1/jobs/{id}}: one job with everything that was tried. */
public final class GetJobHandler implements RouteHandler {
  private final JobCatalogue jobs;

  public GetJobHandler(JobCatalogue jobs) {
    this.jobs = jobs;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/jobs/{id}", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    JobId id = new JobId(call.pathNumber("id"));
    return CampaignMessages.json(new JobMessages.JobEvidence(require(jobs, id), jobs.attempts(id)));
  }

  static JobLine require(JobCatalogue jobs, JobId id) {
    return jobs.find(id)
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.NOT_FOUND,
                    "there is no job " + id.value() + "; 'coordinator jobs' lists them"));
  }
}
