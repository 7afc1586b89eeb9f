package dev.meterfarm.coordinator.registry;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a person ordered for a device or an agent. It survives disconnects and restarts, and ends
 * when its time is over or a person ends it.
 *
 * @param kind what was ordered
 * @param note why, in the person's words
 * @param by who
 * @param since when
 * @param until when it ends by itself; empty only where it is meant to last
 */
public record Hold(Kind kind, String note, String by, Instant since, Optional<Instant> until) {
  /** What can be ordered. */
  public enum Kind {
    /** A device: hands off for a while. */
    MAINTENANCE(false),
    /** A device: out for good. */
    RETIRED(true),
    /** An agent: finish, take nothing new. */
    DRAINING(false),
    /** An agent: shut out. */
    DISABLED(true);

    private final boolean lasting;

    Kind(boolean lasting) {
      this.lasting = lasting;
    }
  }

  public Hold {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(since, "since");
    if (until.isEmpty() && !kind.lasting) {
      throw new IllegalArgumentException(kind + " needs a time at which it ends");
    }
  }

  boolean isOver(Instant now) {
    return until.isPresent() && !now.isBefore(until.get());
  }
}
