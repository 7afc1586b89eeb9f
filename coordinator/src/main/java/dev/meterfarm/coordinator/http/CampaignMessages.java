package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.service.Artifact;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.FarmJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is said about campaigns. */
public final class CampaignMessages {
  private CampaignMessages() {}

  /** All campaigns. */
  public record CampaignList(List<CampaignView> campaigns) {}

  /**
   * A wish for a pause.
   *
   * @param note why, for those who wonder
   * @param duration how long; empty for until somebody resumes
   */
  public record PauseOrder(String note, Optional<Duration> duration) {
    public PauseOrder {
      note = note == null ? "" : note.strip();
      duration = duration == null ? Optional.empty() : duration;
    }
  }

  /** The files of a campaign. */
  public record ArtifactList(List<Artifact> artifacts) {}

  static Reply json(Object value) {
    return json(200, value);
  }

  static Reply json(int status, Object value) {
    return new Reply(status, "application/json", FarmJson.bytes(value));
  }

  static void audit(AccessControl access, Call call, String action, String campaign) {
    access.audit(call.caller().name(), action, "campaign " + campaign, "done", call.remote());
  }
}
