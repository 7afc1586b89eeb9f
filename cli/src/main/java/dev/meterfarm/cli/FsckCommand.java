package dev.meterfarm.cli;

import dev.meterfarm.coordinator.store.BrokenRule;
import dev.meterfarm.coordinator.store.sql.LedgerFile;
import dev.meterfarm.coordinator.store.sql.LedgerView;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator fsck}: whether a ledger is as a ledger must be. */
@Command(
    name = "fsck",
    description = {
      "Looks in a ledger for what must never be: in a copy of a file, in one state of a database.",
      "Also while a coordinator works with it. Ends with 1 if a rule is broken."
    })
final class FsckCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "LEDGER",
      description = "A data folder or a backup; meterfarm-data by default.")
  private Optional<Path> where = Optional.empty();

  @Mixin private LedgerOption option;

  @Option(
      names = "--temp",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "Where there is room for the copy; ${DEFAULT-VALUE} by default.")
  private Path temp;

  @Override
  public Integer call() {
    try (LedgerView ledger = option.open(where)) {
      List<BrokenRule> broken =
          ledger instanceof LedgerFile file
              ? inCopy(file)
              : ledger.broken(Clock.systemUTC().millis());
      return tell(ledger, broken);
    }
  }

  /** Whoever works with the file is not held up by however long that takes. */
  private List<BrokenRule> inCopy(LedgerFile ledger) {
    Path copy = temp.resolve("meterfarm-fsck-" + ProcessHandle.current().pid() + ".db");
    try {
      ledger.copyTo(copy);
      try (LedgerFile copied = LedgerFile.open(copy)) {
        return copied.broken(Clock.systemUTC().millis());
      }
    } finally {
      delete(copy);
    }
  }

  private static int tell(LedgerView ledger, List<BrokenRule> broken) {
    for (BrokenRule rule : broken) {
      System.out.println("BROKEN: " + rule.rule());
      rule.found().forEach(found -> System.out.println("  " + found));
      if (rule.more()) {
        System.out.println("  and more");
      }
    }
    System.out.println(
        broken.isEmpty()
            ? ledger.where() + " is sound: all " + ledger.rules() + " rules hold"
            : ledger.where()
                + ": "
                + broken.size()
                + " of "
                + ledger.rules()
                + " rules are broken");
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
