package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Caller;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.access.TokenKind;
import dev.meterfarm.coordinator.access.TokenText;
import dev.meterfarm.protocol.client.TokenFile;
import java.nio.file.Path;
import java.util.Optional;

/** The first administrator's token, made at the first start. */
final class AdminToken {
  /** Its file in the data folder. */
  static final String FILE_NAME = "admin.token";

  private static final Caller ITSELF = new Caller("coordinator", Role.ADMIN, "");

  private AdminToken() {}

  /** Makes a token and writes it to its file, unless there is an administrator already. */
  static Optional<Path> makeIfNeeded(AccessControl access, Path data) {
    if (access.hasAdmin()) {
      return Optional.empty();
    }
    Path file = data.resolve(FILE_NAME);
    TokenText token = access.create(TokenKind.CREDENTIAL, "admin", Role.ADMIN, ITSELF, "local");
    TokenFile.write(file, token.text());
    return Optional.of(file);
  }
}
