package dev.meterfarm.cli;

import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.coordinator.store.sql.LedgerFile;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator fsck}: whether a ledger is as a ledger must be. */
@Command(
    name = "fsck",
    description = {
      "Copies the ledger and looks in the copy for what must never be.",
      "Also while a coordinator works with it. Ends with 1 if a rule is broken."
    })
final class FsckCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "LEDGER",
      defaultValue = "meterfarm-data",
      description = "A data folder or a backup; ${DEFAULT-VALUE} by default.")
  private Path where;

  @Option(
      names = "--temp",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "Where there is room for the copy; ${DEFAULT-VALUE} by default.")
  private Path temp;

  @Override
  public Integer call() {
    List<BrokenRule> broken;
    Path copy = temp.resolve("meterfarm-fsck-" + ProcessHandle.current().pid() + ".db");
    try (LedgerFile ledger = LedgerFile.open(where)) {
      ledger.copyTo(copy);
      try (LedgerFile copied = LedgerFile.open(copy)) {
        broken = copied.broken(Clock.systemUTC().millis());
      }
    } finally {
      delete(copy);
    }
    for (BrokenRule rule : broken) {
      System.out.println("BROKEN: " + rule.rule());
      rule.found().forEach(found -> System.out.println("  " + found));
      if (rule.more()) {
        System.out.println("  and more");
      }
    }
    System.out.println(
        broken.isEmpty()
            ? where + " holds: " + LedgerFile.rules() + " rules"
            : where + ": " + broken.size() + " of " + LedgerFile.rules() + " rules are broken");
    return broken.isEmpty() ? ExitCode.OK.code() : ExitCode.INTERNAL.code();
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "cannot delete " + copy + ": " + e, e);
    }
  }
}
