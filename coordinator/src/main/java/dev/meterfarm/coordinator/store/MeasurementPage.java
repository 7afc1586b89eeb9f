package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.job.JobId;
import java.util.List;
import java.util.Optional;

/**
 * Some accepted measurements as CSV (RFC 4180), one row for each model of each job.
 *
 * @param columns names of the columns
 * @param csv the rows, without the names
 * @param rows how many
 * @param last the last job among them, after which the next page begins; empty if there is no row
 */
public record MeasurementPage(List<String> columns, String csv, long rows, Optional<JobId> last) {
  public MeasurementPage {
    columns = List.copyOf(columns);
  }
}
