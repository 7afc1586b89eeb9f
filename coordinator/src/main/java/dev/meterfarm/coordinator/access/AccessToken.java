package dev.meterfarm.coordinator.access;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A token as the store knows it: everything but its secret.
 *
 * @param id public part of the token
 * @param kind how it may be used
 * @param name of the agent or person
 * @param role what it is good for
 * @param secretHash lower-case SHA-256 of the secret; 256 random bits need no slower hash
 * @param createdBy whose token made it
 * @param created when
 * @param expires when it ends by itself, if ever
 * @param revoked when it was revoked, if it was
 * @param redeemedAs of a registration token: id of the credential that it was exchanged for
 */
public record AccessToken(
    String id,
    TokenKind kind,
    String name,
    Role role,
    String secretHash,
    String createdBy,
    Instant created,
    Optional<Instant> expires,
    Optional<Instant> revoked,
    Optional<String> redeemedAs) {
  public AccessToken {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(secretHash, "secretHash");
    Objects.requireNonNull(createdBy, "createdBy");
    Objects.requireNonNull(created, "created");
  }

  /** The same, exchanged for a credential. */
  AccessToken redeemedFor(String credential) {
    return after(revoked, Optional.of(credential));
  }

  /** With what has happened to the same token according to either; nothing of it is ever undone. */
  AccessToken joined(AccessToken same) {
    return after(revoked.or(same::revoked), redeemedAs.or(same::redeemedAs));
  }

  private AccessToken after(Optional<Instant> revoked, Optional<String> redeemedAs) {
    return new AccessToken(
        id, kind, name, role, secretHash, createdBy, created, expires, revoked, redeemedAs);
  }

  /** True if it has neither been revoked nor expired. */
  public boolean isValid(Instant now) {
    return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
  }
}
