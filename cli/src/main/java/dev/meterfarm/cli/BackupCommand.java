package dev.meterfarm.cli;

import dev.meterfarm.coordinator.store.sql.LedgerFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator backup}: a copy of the ledger, whether a coordinator works with it or not. */
@Command(
    name = "backup",
    description = {
      "Copies the ledger as it is at this moment, also while a coordinator works with it.",
      "To restore: stop the coordinator and put the copy in place of DATA/meterfarm.db.",
      "For a ledger in PostgreSQL it says which command of PostgreSQL does it."
    })
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The copy; must not exist yet.")
  private Path copy;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the coordinator; meterfarm-data by default.")
  private Optional<Path> data = Optional.empty();

  @Mixin private LedgerOption option;

  @Override
  public Integer call() {
    try (LedgerFile ledger = option.openFile(data, copy)) {
      ledger.copyTo(copy);
    }
    System.out.println(copy);
    return ExitCode.OK.code();
  }
}
