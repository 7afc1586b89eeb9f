package dev.meterfarm.agent.link;

import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credential of a running agent. Another registration token in the token's file replaces it
 * while the agent runs; the old one may be revoked from then on. Safe for use from many threads,
 * but {@link #look} is for one.
 */
public final class RotatingCredential implements Supplier<Optional<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(RotatingCredential.class);

  private final Path folder;
  private final Optional<Path> tokenFile;
  private final CoordinatorAddress address;
  private volatile String current;
  private Optional<FileTime> seen;

  private RotatingCredential(Path folder, Optional<Path> tokenFile, CoordinatorAddress address)
      throws InterruptedException {
    this.folder = folder;
    this.tokenFile = tokenFile;
    this.address = address;
    seen = written();
    current = AgentCredential.obtain(folder, tokenFile, address);
  }

  /** The credential to begin with; see {@link AgentCredential#obtain}. */
  public static RotatingCredential obtain(
      Path folder, Optional<Path> tokenFile, CoordinatorAddress address)
      throws InterruptedException {
    return new RotatingCredential(folder, tokenFile, address);
  }

  @Override
  public Optional<String> get() {
    return Optional.of(current);
  }

  /** Looks for another token. Quick as long as the file is as it was. */
  public void look() throws InterruptedException {
    Optional<FileTime> now = written();
    if (now.isEmpty() || now.equals(seen)) {
      return;
    }
    try {
      String next = AgentCredential.obtain(folder, tokenFile, address);
      if (!next.equals(current)) {
        current = next;
        LOG.info(
            "Another token was in {}: the agent goes on with a new credential", tokenFile.get());
      }
      seen = now;
    } catch (FarmException e) {
      if (e.code() != ErrorCode.LINK_FAILED) {
        seen = now; // it would be refused again
        LOG.warn(
            "The token in {} is of no use, the old credential stays: {}",
            tokenFile.get(),
            e.getMessage());
      }
    }
  }

  /** When the file was written; empty if there is none. */
  private Optional<FileTime> written() {
    try {
      return tokenFile.isPresent()
          ? Optional.of(Files.getLastModifiedTime(tokenFile.get()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it may be gone once there is a credential
    }
  }
}
