package dev.meterfarm.cli;

import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which coordinator a command talks to: by flags, or by what {@code connect} has saved. */
final class RemoteOptions {
  @Option(
      names = "--coordinator",
      paramLabel = "URL",
      description = "Such as https://host:8443; the one saved by 'coordinator connect' by default.")
  private Optional<String> coordinator = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with your token, which only you may read.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--fingerprint",
      paramLabel = "SHA256",
      description = "Of the coordinator's certificate, as 'coordinator serve' prints it.")
  private Optional<String> fingerprint = Optional.empty();

  /** Whether a coordinator was named on the command line. */
  boolean isNamed() {
    return coordinator.isPresent();
  }

  /** Flags to reach the same coordinator again, for messages; empty for the saved one. */
  String repeat() {
    return coordinator.map(url -> " --coordinator " + url).orElse("")
        + tokenFile.map(file -> " --token-file " + file).orElse("")
        + fingerprint.map(pin -> " --fingerprint " + pin).orElse("");
  }

  /** What the flags say, completed by what is saved for the same coordinator. */
  SavedConnection connection() {
    Optional<SavedConnection> saved = SavedConnection.load();
    if (coordinator.isEmpty() && saved.isEmpty()) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "no coordinator is named: give --coordinator URL --token-file FILE, or save them once with"
              + " 'coordinator connect'");
    }
    String url = coordinator.orElseGet(() -> saved.orElseThrow().url());
    Optional<SavedConnection> same = saved.filter(known -> known.url().equals(url));
    Optional<Path> token = tokenFile.or(() -> same.map(SavedConnection::tokenPath));
    if (token.isEmpty()) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "no token for " + url + ": give --token-file FILE; an administrator makes tokens");
    }
    return new SavedConnection(
        url,
        token.get().toAbsolutePath().toString(),
        fingerprint.or(() -> same.flatMap(SavedConnection::pin)).orElse(""));
  }

  /** A client for that coordinator. */
  OperatorClient client() {
    return client(connection());
  }

  static OperatorClient client(SavedConnection connection) {
    CoordinatorAddress address = CoordinatorAddress.of(connection.url(), connection.pin());
    String token = TokenFile.read(connection.tokenPath());
    return new OperatorClient(new ApiClient(address, () -> Optional.of(token)));
  }
}
