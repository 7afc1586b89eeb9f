package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.access.TokenKind;
import dev.meterfarm.coordinator.access.TokenText;
import dev.meterfarm.coordinator.http.TokenMessages.CreatedToken;
import dev.meterfarm.coordinator.http.TokenMessages.NewToken;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Suggestion;
import java.util.Arrays;

/** {@code POST /api/v1/tokens}: makes a token and shows it, once. */
public final class CreateTokenHandler implements RouteHandler {
  private final AccessControl access;

  public CreateTokenHandler(AccessControl access) {
    this.access = access;
  }

  @Override
  public Route route() {
    return Route.post("/api/v1/tokens", Role.ADMIN);
  }

  @Override
  public Reply handle(Call call) {
    NewToken wish = call.read(NewToken.class);
    Role role = Role.find(wish.role()).orElseThrow(() -> unknown(wish.role()));
    TokenKind kind = role == Role.AGENT ? TokenKind.REGISTRATION : TokenKind.CREDENTIAL;
    TokenText token = access.create(kind, wish.name(), role, call.caller(), call.remote());
    return Reply.json(
        201,
        new CreatedToken(
            token.id(), wish.name(), role.word(), TokenMessages.word(kind), token.text()));
  }

  private static FarmException unknown(String role) {
    return new FarmException(
        ErrorCode.INVALID_REQUEST,
        "there is no role '"
            + role
            + "': "
            + Suggestion.remedy(role, Arrays.stream(Role.values()).map(Role::word).toList()));
  }
}
