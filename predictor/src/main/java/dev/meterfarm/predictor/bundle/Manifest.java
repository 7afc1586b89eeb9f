package dev.meterfarm.predictor.bundle;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a bundle is and where it comes from.
 *
 * @param meterfarmVersion which version wrote it
 * @param target what it predicts
 * @param partial true where the campaign's budget ended before the plan did
 * @param campaign id of the campaign
 * @param seed seed of the campaign
 * @param created when it was exported
 * @param provenance anything else needed to repeat it: tool versions, machine, profile hash; sorted
 * @param networks accuracy on whole networks, where they were evaluated
 */
public record Manifest(
    String meterfarmVersion,
    TargetIdentity target,
    boolean partial,
    String campaign,
    long seed,
    Instant created,
    Map<String, String> provenance,
    Optional<NetworkAccuracy> networks) {
  /** The schema that this version writes, and the newest that it reads. */
  public static final int SCHEMA_VERSION = 2;

  public Manifest {
    Objects.requireNonNull(meterfarmVersion, "meterfarmVersion");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(created, "created");
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    Objects.requireNonNull(networks, "networks");
  }
}
