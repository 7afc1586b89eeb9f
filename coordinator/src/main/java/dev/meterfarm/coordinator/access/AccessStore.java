package dev.meterfarm.coordinator.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where tokens and the audit log are kept. Every method is one transaction. */
public interface AccessStore {
  /** Stores a new token. */
  void add(AccessToken token);

  /** All tokens, the oldest first. */
  List<AccessToken> tokens();

  /**
   * Revokes a token.
   *
   * @return false if there is none with this id that was not revoked before
   */
  boolean revoke(String id, String by, Instant at);

  /**
   * Exchanges a registration token for a credential. Exchanging it again for a credential with the
   * same hash changes nothing.
   *
   * @return the credential that holds from now on; empty if the registration is used up or revoked
   */
  Optional<AccessToken> redeem(String registration, AccessToken credential);

  /** Adds an entry to the audit log. */
  void append(AuditEntry entry);

  /** The latest entries of the audit log, the newest first. */
  List<AuditEntry> latest(int limit);
}
