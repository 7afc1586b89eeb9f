package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.store.JobCatalogue;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.Arrays;
import java.util.Optional;

/** {@code GET /api/v1/jobs}: jobs by campaign and state, the latest first. */
public final class ListJobsHandler implements RouteHandler {
  private static final int USUAL = 100;
  private static final int MOST = 10_000;

  private final JobCatalogue jobs;

  public ListJobsHandler(JobCatalogue jobs) {
    this.jobs = jobs;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/jobs", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    int limit = (int) call.queryNumber("limit", USUAL, 1, MOST);
    Optional<JobState> state = call.queryValue("state").map(ListJobsHandler::state);
    return CampaignMessages.json(
        new JobMessages.JobList(jobs.list(call.queryValue("campaign"), state, limit)));
  }

  private static JobState state(String word) {
    return Arrays.stream(JobState.values())
        .filter(state -> state.name().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.INVALID_REQUEST,
                    "there is no state '"
                        + word
                        + "'; there are "
                        + Arrays.toString(JobState.values())));
  }
}
