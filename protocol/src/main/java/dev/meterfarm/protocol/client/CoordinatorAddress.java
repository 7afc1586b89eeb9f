package dev.meterfarm.protocol.client;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/**
 * Where a coordinator is, and how to know that it is the right one.
 *
 * @param url such as {@code https://host:8443}
 * @param fingerprint of its certificate; empty to trust what this Java trusts
 */
public record CoordinatorAddress(URI url, Optional<String> fingerprint) {
  /**
   * Reads an address.
   *
   * @throws FarmException with INVALID_CONFIGURATION if it is none
   */
  public static CoordinatorAddress of(String url, Optional<String> fingerprint) {
    try {
      URI uri = new URI(url.strip().replaceAll("/+$", ""));
      boolean plain = "http".equals(uri.getScheme());
      if ((!plain && !"https".equals(uri.getScheme())) || uri.getHost() == null) {
        throw new URISyntaxException(url, "no scheme or no host");
      }
      return new CoordinatorAddress(uri, plain ? Optional.empty() : fingerprint);
    } catch (URISyntaxException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "the address '" + url + "' must be like https://host:8443",
          e);
    }
  }

  /** True if calls are encrypted, or never leave this machine. */
  public boolean isPrivate() {
    return "https".equals(url.getScheme())
        || Set.of("127.0.0.1", "localhost", "[::1]").contains(url.getHost());
  }

  /** The address of a route. */
  URI resolve(String path) {
    return URI.create(url + path);
  }
}
