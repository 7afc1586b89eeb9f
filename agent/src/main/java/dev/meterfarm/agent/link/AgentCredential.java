package dev.meterfarm.agent.link;

import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.Registered;
import dev.meterfarm.protocol.link.LinkMessages.Registration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What an agent authenticates with. The first start exchanges a registration token for it: the
 * agent chooses the secret, keeps it in a file of its own and sends only its hash, so the exchange
 * may be repeated when an answer was lost.
 */
public final class AgentCredential {
  private static final String FILE_NAME = "credential";
  private static final String SECRET_NAME = "credential.secret";
  private static final String ORIGIN_NAME = "credential.registration";
  private static final String CREDENTIAL_PREFIX = "mfc_";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int SECRET_BYTES = 32;

  private AgentCredential() {}

  /**
   * The credential of an agent: the one that it has, or one for the token. Another registration
   * token than that of the last time replaces the credential: the old one may have been revoked.
   *
   * @param folder the agent's own folder
   * @param tokenFile file with a registration token; may be gone once there is a credential
   */
  public static String obtain(Path folder, Optional<Path> tokenFile, CoordinatorAddress address)
      throws InterruptedException {
    Path kept = folder.resolve(FILE_NAME);
    if (tokenFile.isEmpty() || (Files.exists(kept) && !Files.exists(tokenFile.get()))) {
      requireRegistered(kept);
      return TokenFile.read(kept);
    }
    String token = TokenFile.read(tokenFile.get());
    if (token.startsWith(CREDENTIAL_PREFIX)) {
      return token;
    }
    Path origin = folder.resolve(ORIGIN_NAME);
    if (Files.exists(kept)
        && Files.exists(origin)
        && TokenFile.read(origin).equals(sha256(token))) {
      return TokenFile.read(kept);
    }
    return register(folder, token, address);
  }

  private static void requireRegistered(Path kept) {
    if (!Files.exists(kept)) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "this agent is not registered yet: make a token with 'coordinator token create"
              + " --agent NAME' and name its file with --token-file");
    }
  }

  private static String register(Path folder, String token, CoordinatorAddress address)
      throws InterruptedException {
    Path secretFile = folder.resolve(SECRET_NAME);
    if (!Files.exists(secretFile)) {
      TokenFile.write(secretFile, newSecret());
    }
    String secret = TokenFile.read(secretFile);
    Registered registered =
        new ApiClient(address, () -> Optional.of(token))
            .post(
                LinkMessages.PATH + "register",
                new Registration(sha256(secret)),
                Registered.class,
                LIMIT);
    String credential = CREDENTIAL_PREFIX + registered.id() + "_" + secret;
    TokenFile.write(folder.resolve(FILE_NAME), credential);
    TokenFile.write(folder.resolve(ORIGIN_NAME), sha256(token));
    forget(secretFile); // another registration gets another secret
    return credential;
  }

  private static void forget(Path secretFile) {
    try {
      Files.delete(secretFile);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot delete " + secretFile + ": make it deletable", e);
    }
  }

  private static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).replace('_', '-');
  }

  private static String sha256(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
