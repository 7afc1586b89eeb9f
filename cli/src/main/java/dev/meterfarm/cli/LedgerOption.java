package dev.meterfarm.cli;

import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.Ledgers;
import dev.meterfarm.coordinator.store.sql.LedgerFile;
import dev.meterfarm.coordinator.store.sql.LedgerView;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which ledger a command looks at: a file, or what a coordinator's configuration names. */
final class LedgerOption {
  private static final Path USUAL = Path.of("meterfarm-data");

  @Option(
      names = "--config",
      paramLabel = "coordinator.yaml",
      description =
          "The ledger that a coordinator with this configuration works with; the way to one in"
              + " PostgreSQL.")
  private Optional<Path> config = Optional.empty();

  /** Whether a configuration was named on the command line. */
  boolean isNamed() {
    return config.isPresent();
  }

  /**
   * Opens the ledger.
   *
   * @param said a data folder or a file
   */
  LedgerView open(Optional<Path> said) {
    return settings(said).map(Ledgers::view).orElseGet(() -> LedgerFile.open(said.orElse(USUAL)));
  }

  /**
   * Opens a ledger that is a file.
   *
   * @param copy where it is to be copied to
   * @throws FarmException with INVALID_REQUEST and the remedy if it is a database
   */
  LedgerFile openFile(Optional<Path> said, Path copy) {
    Optional<String> dump = settings(said).flatMap(found -> Ledgers.dumpCommand(found, copy));
    if (dump.isPresent()) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "this ledger is in PostgreSQL, whose own tool copies it, also while coordinators work:\n  "
              + dump.get()
              + "\nrestore it into an empty database with pg_restore");
    }
    return LedgerFile.open(
        settings(said).map(NodeSettings::data).orElseGet(() -> said.orElse(USUAL)));
  }

  private Optional<NodeSettings> settings(Optional<Path> said) {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    if (said.isPresent()) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "both " + said.get() + " and --config name a ledger; give one of them");
    }
    return Optional.of(NodeSettingsLoader.load(config, Optional.empty(), true));
  }
}
