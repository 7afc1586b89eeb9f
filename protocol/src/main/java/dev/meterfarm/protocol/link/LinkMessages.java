package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.Objects;

/**
 * The messages of {@link CoordinatorLink} as they cross the wire. The agent's name never does: it
 * follows from the credential.
 */
public final class LinkMessages {
  /** Where the messages go. */
  public static final String PATH = "/api/v1/agent/";

  private LinkMessages() {}

  /**
   * Exchanges a registration token, which authenticates this call, for a credential.
   *
   * @param secretSha256 lower-case SHA-256 of the credential's secret, which stays with the agent
   */
  public record Registration(String secretSha256) {
    public Registration {
      if (!secretSha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("secretSha256 must be 64 lower-case hexadecimal digits");
      }
    }
  }

  /**
   * A credential's public part.
   *
   * @param id comes before the secret in the credential
   * @param agent the agent's name
   */
  public record Registered(String id, String agent) {}

  /** Begins a session. */
  public record Hello(String session, Announcement announcement) {
    public Hello {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(announcement, "announcement");
    }
  }

  /** Asks for work. */
  public record LeaseCall(String session, LeaseRequest request) {
    public LeaseCall {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(request, "request");
    }
  }

  /** Renews leases. */
  public record SyncCall(String session, SyncRequest request) {
    public SyncCall {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(request, "request");
    }
  }

  /** Hands in a result. */
  public record ResultCall(String session, JobResult result) {
    public ResultCall {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(result, "result");
    }
  }

  /** How a result was taken. */
  public record ResultAnswer(ResultReply reply) {}

  /**
   * Reports a failure.
   *
   * @param code name of an {@link ErrorCode}
   */
  public record FailureCall(String session, HeldLease lease, ErrorCode code, String message) {
    public FailureCall {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(lease, "lease");
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }
}
