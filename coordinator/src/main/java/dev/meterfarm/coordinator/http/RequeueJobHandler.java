package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.store.JobCatalogue;
import dev.meterfarm.coordinator.store.JobLine;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import java.util.Optional;

/** {@code POST /api/v1/jobs/{id}/requeue}: lets a poisoned job be tried again. */
public final class RequeueJobHandler implements RouteHandler {
  private final JobCatalogue jobs;
  private final AccessControl access;

  public RequeueJobHandler(JobCatalogue jobs, AccessControl access) {
    this.jobs = jobs;
    this.access = access;
  }

  @Override
  public Route route() {
    return new Route(
        Route.Method.POST,
        "/api/v1/jobs/{id}/requeue",
        Optional.of(Role.OPERATOR),
        Route.Body.NONE);
  }

  @Override
  public Reply handle(Call call) {
    JobId id = new JobId(call.pathNumber("id"));
    JobLine job = GetJobHandler.require(jobs, id);
    if (!jobs.release(id)) {
      throw new FarmException(
          ErrorCode.CONFLICT, id + " is " + job.state() + "; only POISON jobs are requeued");
    }
    access.audit(call.caller().name(), "requeue", id.toString(), "done", call.remote());
    return CampaignMessages.json(GetJobHandler.require(jobs, id));
  }
}
