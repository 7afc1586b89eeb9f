package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessToken;
import dev.meterfarm.coordinator.access.TokenKind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the routes about tokens take and give. */
public final class TokenMessages {
  private TokenMessages() {}

  /**
   * A wish for a token.
   *
   * @param name of the agent or person
   * @param role word of the role; {@code agent} gives a registration token
   */
  public record NewToken(String name, String role) {
    public NewToken {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(role, "role");
    }
  }

  /** A new token; the only message that ever holds one. */
  public record CreatedToken(String id, String name, String role, String kind, String token) {}

  /** What may be known of a token. */
  public record TokenSummary(
      String id,
      String name,
      String role,
      String kind,
      String createdBy,
      Instant created,
      Optional<Instant> expires,
      Optional<Instant> revoked,
      boolean used) {
    static TokenSummary of(AccessToken token) {
      return new TokenSummary(
          token.id(),
          token.name(),
          token.role().word(),
          word(token.kind()),
          token.createdBy(),
          token.created(),
          token.expires(),
          token.revoked(),
          token.redeemedAs().isPresent());
    }
  }

  /** All tokens, the oldest first. */
  public record TokenList(List<TokenSummary> tokens) {}

  static String word(TokenKind kind) {
    return switch (kind) {
      case REGISTRATION -> "registration";
      case CREDENTIAL -> "credential";
    };
  }
}
