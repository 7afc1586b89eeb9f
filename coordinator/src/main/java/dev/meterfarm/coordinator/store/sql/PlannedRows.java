package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Jobs as short as possible. */
final class PlannedRows {
  /** Of the table {@code job j}. */
  static final String COLUMNS = "j.id, j.job_key, j.target, j.campaign, j.kind, j.state, j.only_on";

  static final String OF_JOB = "SELECT " + COLUMNS + " FROM job j WHERE j.id = ?";

  private PlannedRows() {}

  static PlannedJob read(ResultSet row) throws SQLException {
    return new PlannedJob(
        new JobId(row.getLong(1)),
        row.getString(2),
        new Lane(row.getString(3), row.getString(4)),
        JobKind.valueOf(row.getString(5)),
        JobState.valueOf(row.getString(6)),
        Optional.ofNullable(row.getString(7)).map(DeviceId::new));
  }
}
