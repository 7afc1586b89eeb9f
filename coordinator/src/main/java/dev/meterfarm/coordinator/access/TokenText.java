package dev.meterfarm.coordinator.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as its owner holds it: {@code mfc_ID_SECRET}. The id finds it, the secret proves it.
 *
 * @param kind how it may be used
 * @param id public part
 * @param secret the rest
 */
public record TokenText(TokenKind kind, String id, String secret) {
  private static final Pattern FORM = Pattern.compile("(mf[rc])_([0-9a-f]{12})_([A-Za-z0-9-]{43})");
  private static final int ID_BYTES = 6;
  private static final int SECRET_BYTES = 32;

  /** A new token. */
  static TokenText random(TokenKind kind, SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return new TokenText(kind, HexFormat.of().formatHex(id), letters(secret));
  }

  /** Base64 whose two signs never clash with the separator. */
  private static String letters(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).replace('_', '-');
  }

  /** Reads a token; empty if the text is none. */
  static Optional<TokenText> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    TokenKind kind =
        parts.group(1).equals(TokenKind.REGISTRATION.prefix())
            ? TokenKind.REGISTRATION
            : TokenKind.CREDENTIAL;
    return Optional.of(new TokenText(kind, parts.group(2), parts.group(3)));
  }

  /** The token as it is handed to its owner. */
  public String text() {
    return kind.prefix() + "_" + id + "_" + secret;
  }

  /** What is stored of the secret. */
  String secretHash() {
    return hash(secret);
  }

  static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Compares in constant time. */
  boolean matches(AccessToken token) {
    return MessageDigest.isEqual(
        secretHash().getBytes(StandardCharsets.US_ASCII),
        token.secretHash().getBytes(StandardCharsets.US_ASCII));
  }

  /** Never the secret: this may end in a log. */
  @Override
  public String toString() {
    return kind.prefix() + "_" + id + "_...";
  }
}
