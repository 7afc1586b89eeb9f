package dev.meterfarm.coordinator.access;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks, makes and revokes tokens. Checks look only at memory; {@link #reload} brings in what
 * another node has changed.
 */
public final class AccessControl {
  /** How long a registration token can be used. */
  public static final Duration REGISTRATION_VALIDITY = Duration.ofDays(1);

  private static final Logger log = LoggerFactory.getLogger(AccessControl.class);
  private static final int MOST_FAILURES = 20;
  private static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private final AccessStore store;
  private final Clock clock;
  private final SecureRandom random;
  private final Executor background;
  private final FailureLimit failures;
  private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();

  /**
   * @param ticker nanoseconds from any origin, never going back
   * @param background writes down refusals, so that a refusal never waits for the store either
   */
  public AccessControl(
      AccessStore store,
      Clock clock,
      SecureRandom random,
      LongSupplier ticker,
      Executor background) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.background = background;
    failures = new FailureLimit(MOST_FAILURES, FAILURE_WINDOW, ticker);
    reload();
  }

  /** Takes over what the store holds. */
  public void reload() {
    store.tokens().forEach(token -> tokens.put(token.id(), token));
  }

  /**
   * Who holds this token.
   *
   * @param token the text after {@code Bearer}, if there was any
   * @param remote the caller's address
   * @throws FarmException with NOT_AUTHENTICATED, or TOO_MANY_REQUESTS after too many failures
   */
  public Caller authenticate(Optional<String> token, String remote) {
    AccessToken known = check(token, TokenKind.CREDENTIAL, remote);
    return new Caller(known.name(), known.role(), known.id());
  }

  private AccessToken check(Optional<String> token, TokenKind kind, String remote) {
    Instant now = clock.instant();
    Optional<TokenText> text = token.flatMap(TokenText::parse);
    Optional<AccessToken> known =
        text.flatMap(of -> Optional.ofNullable(tokens.get(of.id())).filter(of::matches));
    if (known.isPresent() && known.get().isValid(now) && known.get().kind() == kind) {
      return known.get();
    }
    if (!failures.tryFail(remote)) {
      throw new FarmException(
          ErrorCode.TOO_MANY_REQUESTS,
          "too many calls without a good token from "
              + remote
              + "; wait a minute, and mend the token");
    }
    String reason = reason(token, known, kind, now);
    String subject = text.map(TokenText::toString).orElse("-");
    refused("anonymous", "authenticate", subject, reason, remote);
    throw new FarmException(ErrorCode.NOT_AUTHENTICATED, reason);
  }

  /** Says more only to somebody who has proved to hold the token. */
  private static String reason(
      Optional<String> token, Optional<AccessToken> known, TokenKind kind, Instant now) {
    if (token.isEmpty()) {
      return "this needs a token: name a file that holds one with --token-file";
    }
    if (known.isEmpty()) {
      return "the token is not known here: take another --token-file, or ask an administrator for"
          + " a new token (bin/coordinator token create)";
    }
    if (known.get().isValid(now)) {
      return kind == TokenKind.CREDENTIAL
          ? "a registration token only serves 'agent start'; this needs a credential"
          : "a credential cannot be exchanged; registering needs a registration token";
    }
    return "the token of '"
        + known.get().name()
        + "' is "
        + (known.get().revoked().isPresent() ? "revoked" : "expired")
        + ": ask an administrator for a new one (bin/coordinator token create)";
  }

  /**
   * Refuses what the caller's role does not cover.
   *
   * @throws FarmException with NOT_ALLOWED
   */
  public void require(Caller caller, Role needed, String what, String remote) {
    if (!caller.role().covers(needed)) {
      refused(caller.name(), what, "-", "needs role " + needed.word(), remote);
      throw new FarmException(
          ErrorCode.NOT_ALLOWED,
          what
              + " needs the role "
              + needed.word()
              + ", but the token of '"
              + caller.name()
              + "' has the role "
              + caller.role().word()
              + ": use a token with that role, which an administrator makes (bin/coordinator token"
              + " create)");
    }
  }

  /** Makes a token; nobody can read it again afterwards. */
  public TokenText create(TokenKind kind, String name, Role role, Caller by, String remote) {
    if (!name.matches(NAME)) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "the name '" + name + "' must be 1 to 64 letters, digits, '.', '_', '-'");
    }
    TokenText text = TokenText.random(kind, random);
    Instant now = clock.instant();
    Optional<Instant> expires =
        kind == TokenKind.REGISTRATION
            ? Optional.of(now.plus(REGISTRATION_VALIDITY))
            : Optional.empty();
    add(token(text.id(), kind, name, role, text.secretHash(), by.name(), now, expires));
    audit(by.name(), "token.create", text.id() + " " + role.word() + " " + name, "done", remote);
    return text;
  }

  private static AccessToken token(
      String id,
      TokenKind kind,
      String name,
      Role role,
      String hash,
      String by,
      Instant now,
      Optional<Instant> expires) {
    return new AccessToken(
        id, kind, name, role, hash, by, now, expires, Optional.empty(), Optional.empty());
  }

  private void add(AccessToken token) {
    store.add(token);
    tokens.put(token.id(), token);
  }

  /**
   * Exchanges a registration token for a credential whose secret only the agent knows. Doing it
   * again with the same hash gives the same answer, so that a lost answer costs nothing.
   *
   * @param secretHash lower-case SHA-256 of the credential's secret
   */
  public AccessToken register(Optional<String> registration, String secretHash, String remote) {
    AccessToken allowed = check(registration, TokenKind.REGISTRATION, remote);
    TokenText fresh = TokenText.random(TokenKind.CREDENTIAL, random);
    AccessToken credential =
        token(
            fresh.id(),
            TokenKind.CREDENTIAL,
            allowed.name(),
            Role.AGENT,
            secretHash,
            "registration " + allowed.id(),
            clock.instant(),
            Optional.empty());
    Optional<AccessToken> granted = store.redeem(allowed.id(), credential);
    audit(
        allowed.name(),
        "agent.register",
        allowed.id(),
        granted.map(of -> "done: " + of.id()).orElse("used before"),
        remote);
    AccessToken good =
        granted.orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.NOT_AUTHENTICATED,
                    "the registration token of '"
                        + allowed.name()
                        + "' has been used by another agent: ask an administrator for a new one"
                        + " (bin/coordinator token create --agent "
                        + allowed.name()
                        + ")"));
    tokens.put(good.id(), good);
    tokens.put(allowed.id(), allowed.redeemedFor(good.id()));
    return good;
  }

  /**
   * Revokes a token, from the next call on.
   *
   * @throws FarmException with NOT_FOUND if there is no such token
   */
  public void revoke(String id, Caller by, String remote) {
    boolean revoked = store.revoke(id, by.name(), clock.instant());
    reload();
    audit(by.name(), "token.revoke", id, revoked ? "done" : "not found", remote);
    if (!revoked) {
      throw new FarmException(
          ErrorCode.NOT_FOUND, "there is no token " + id + " that is not revoked yet");
    }
  }

  /** All tokens, the oldest first. */
  public List<AccessToken> tokens() {
    return tokens.values().stream().sorted(Comparator.comparing(AccessToken::created)).toList();
  }

  /** True if somebody can make tokens. */
  public boolean hasAdmin() {
    Instant now = clock.instant();
    return tokens.values().stream()
        .anyMatch(token -> token.role() == Role.ADMIN && token.isValid(now));
  }

  private void refused(String who, String action, String subject, String why, String remote) {
    try {
      background.execute(() -> audit(who, action, subject, why, remote));
    } catch (RejectedExecutionException e) {
      log.warn("a refusal could not be written down: {} {} {}", who, action, subject);
    }
  }

  /**
   * Adds an entry to the audit log; waits for the store. What cannot be stored is at least logged.
   */
  public void audit(String who, String action, String subject, String outcome, String remote) {
    log.atInfo()
        .addKeyValue("who", who)
        .addKeyValue("action", action)
        .addKeyValue("subject", subject)
        .addKeyValue("outcome", outcome)
        .addKeyValue("remote", remote)
        .log("audit");
    try {
      store.append(new AuditEntry(clock.instant(), who, action, subject, outcome, remote));
    } catch (FarmException e) {
      log.warn("the audit log cannot be written: {}", e.getMessage());
    }
  }

  /** The latest entries of the audit log, the newest first. */
  public List<AuditEntry> auditLog(int limit) {
    return store.latest(limit);
  }
}
