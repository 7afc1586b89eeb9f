package dev.meterfarm.cli;

import dev.meterfarm.coordinator.store.sql.LedgerView;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator export}: the accepted measurements of a campaign for other programs. */
@Command(
    name = "export",
    description = {
      "Writes the accepted measurements of a campaign as CSV, one row for each model of each job.",
      "Times are nanoseconds; rows with a reason under 'suspect' do not count."
    })
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CAMPAIGN", description = "Its id; 'coordinator campaigns' lists them.")
  private String campaign;

  @Option(
      names = "--data",
      paramLabel = "LEDGER",
      description =
          "Data folder of the coordinator, its file, or a backup; meterfarm-data by default.")
  private Optional<Path> data = Optional.empty();

  @Mixin private LedgerOption option;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The CSV file; must not exist yet.")
  private Path out;

  @Override
  public Integer call() {
    if (Files.exists(out)) {
      throw new FarmException(ErrorCode.CONFLICT, out + " exists; choose another name");
    }
    long rows;
    try (LedgerView ledger = option.open(data)) {
      ledger.requireCampaign(campaign);
      try (BufferedWriter writer = Files.newBufferedWriter(out, StandardOpenOption.CREATE_NEW)) {
        rows = ledger.exportCsv(campaign, writer);
      }
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot write " + out + ": " + e + "; choose another --out", e);
    }
    System.out.println(out + ": " + rows + " measurements");
    return ExitCode.OK.code();
  }
}
