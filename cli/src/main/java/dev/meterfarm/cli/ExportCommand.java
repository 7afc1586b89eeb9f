package dev.meterfarm.cli;

import dev.meterfarm.coordinator.store.MeasurementPage;
import dev.meterfarm.coordinator.store.sql.LedgerView;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
      "Times are nanoseconds; rows with a reason under 'suspect' do not count.",
      "From a ledger on this machine, or with --coordinator from a coordinator anywhere."
    })
final class ExportCommand implements Callable<Integer> {
  private static final Path USUAL_DATA = Path.of("meterfarm-data");

  @Parameters(paramLabel = "CAMPAIGN", description = "Its id; 'coordinator campaigns' lists them.")
  private String campaign;

  @Option(
      names = "--data",
      paramLabel = "LEDGER",
      description =
          "Data folder of a coordinator on this machine, its file, or a backup; meterfarm-data by"
              + " default.")
  private Optional<Path> data = Optional.empty();

  @Mixin private LedgerOption ledgerOption;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The CSV file; must not exist yet.")
  private Path out;

  @Mixin private RemoteOptions remote;

  /** Writes all rows; returns how many. */
  @FunctionalInterface
  private interface Source {
    long writeTo(Writer writer) throws IOException, InterruptedException;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (isHere() && remote.isNamed()) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "--data and --config name a ledger here, --coordinator one elsewhere: give one of them");
    }
    if (Files.exists(out)) {
      throw new FarmException(ErrorCode.CONFLICT, out + " exists; choose another name");
    }
    long rows = write(isElsewhere() ? this::fetch : this::read);
    System.out.println(out + ": " + rows + " measurements");
    return ExitCode.OK.code();
  }

  private boolean isHere() {
    return data.isPresent() || ledgerOption.isNamed();
  }

  /** Also where nothing says so, if there is no ledger here but a coordinator that is known. */
  private boolean isElsewhere() {
    return remote.isNamed()
        || (!isHere() && !Files.exists(USUAL_DATA) && SavedConnection.load().isPresent());
  }

  /** The file appears under its name when it is complete. */
  private long write(Source source) throws InterruptedException {
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      long rows;
      try (BufferedWriter writer = Files.newBufferedWriter(part)) {
        rows = source.writeTo(writer);
      }
      Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
      return rows;
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot write " + out + ": " + e + "; choose another --out", e);
    } finally {
      delete(part);
    }
  }

  private static void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      System.err.println(part + " is left over and can be deleted: " + e.getMessage());
    }
  }

  private long read(Writer writer) throws IOException {
    try (LedgerView ledger = ledgerOption.open(data)) {
      ledger.requireCampaign(campaign);
      return ledger.exportCsv(campaign, writer);
    }
  }

  private long fetch(Writer writer) throws IOException, InterruptedException {
    OperatorClient client = remote.client();
    MeasurementPage page = client.measurements(campaign, 0);
    writer.append(String.join(",", page.columns())).append("\r\n");
    long rows = 0;
    while (page.last().isPresent()) {
      writer.append(page.csv());
      rows += page.rows();
      page = client.measurements(campaign, page.last().get().value());
    }
    return rows;
  }
}
