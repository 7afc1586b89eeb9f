package dev.meterfarm.coordinator.access;

import static dev.meterfarm.coordinator.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.testkit.SettableClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two do at once to one token. */
class AccessControlTest {
  private static final Caller ADMIN = new Caller("eva", Role.ADMIN, "");
  private static final String HERE = "127.0.0.1";

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(START);
  private SqliteStore store;
  private AccessControl access;
  private Runnable afterRedeeming = () -> {};
  private Runnable afterReading = () -> {};

  @BeforeEach
  void open() {
    store = SqliteStore.open(folder, clock);
    access =
        new AccessControl(
            new Interrupted(store.access()), clock, new SecureRandom(), () -> 0, Runnable::run);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Something else happens after the store has answered and before the answer is there. */
  private final class Interrupted implements AccessStore {
    private final AccessStore behind;

    Interrupted(AccessStore behind) {
      this.behind = behind;
    }

    private void happens(Runnable what) {
      afterRedeeming = () -> {};
      afterReading = () -> {};
      what.run();
    }

    @Override
    public void add(AccessToken token) {
      behind.add(token);
    }

    @Override
    public List<AccessToken> tokens() {
      List<AccessToken> read = behind.tokens();
      happens(afterReading);
      return read;
    }

    @Override
    public boolean revoke(String id, String by, Instant at) {
      return behind.revoke(id, by, at);
    }

    @Override
    public Optional<AccessToken> redeem(String registration, AccessToken credential) {
      Optional<AccessToken> redeemed = behind.redeem(registration, credential);
      happens(afterRedeeming);
      return redeemed;
    }

    @Override
    public void append(AuditEntry entry) {
      behind.append(entry);
    }

    @Override
    public List<AuditEntry> latest(int limit) {
      return behind.latest(limit);
    }
  }

  private TokenText registration() {
    return access.create(TokenKind.REGISTRATION, "lab-1", Role.AGENT, ADMIN, HERE);
  }

  private void revoke(String id) {
    access.revoke(id, ADMIN, HERE);
  }

  private boolean isRevoked(String id) {
    return access.tokens().stream()
        .filter(token -> token.id().equals(id))
        .findFirst()
        .orElseThrow()
        .revoked()
        .isPresent();
  }

  @Test
  void a_credential_that_is_revoked_while_its_agent_registers_stays_revoked() {
    TokenText registration = registration();
    Optional<String> token = Optional.of(registration.text());
    String hash = "0".repeat(64);
    String credential = access.register(token, hash, HERE).id();
    afterRedeeming =
        () -> {
          revoke(credential);
          revoke(registration.id());
        };

    assertThat(access.register(token, hash, HERE).id()).isEqualTo(credential);

    assertThat(isRevoked(credential)).isTrue();
    assertThat(isRevoked(registration.id())).isTrue();
  }

  @Test
  void a_token_that_is_revoked_while_tokens_are_read_stays_revoked() {
    TokenText registration = registration();
    afterReading = () -> revoke(registration.id());

    access.reload();

    assertThat(isRevoked(registration.id())).isTrue();
  }

  @Test
  void a_registration_that_another_node_has_just_revoked_is_worth_nothing() {
    TokenText registration = registration();
    assertThat(store.access().revoke(registration.id(), "eva", START)).isTrue();

    assertThatThrownBy(
            () -> access.register(Optional.of(registration.text()), "0".repeat(64), HERE))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("revoked")
        .extracting(e -> ((FarmException) e).code())
        .isEqualTo(ErrorCode.NOT_AUTHENTICATED);
    assertThat(store.access().tokens()).hasSize(1);
  }
}
