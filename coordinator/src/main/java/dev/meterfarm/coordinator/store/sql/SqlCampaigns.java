package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class SqlCampaigns implements CampaignStore {
  private static final String COLUMNS =
      "SELECT id, name, spec, seed, state, created_ms, code_version FROM campaign";

  private final Database database;
  private final Fence fence;

  SqlCampaigns(Database database, Fence fence) {
    this.database = database;
    this.fence = fence;
  }

  private <T> T write(Work<T> work) {
    return database.write(
        session -> {
          fence.check(session);
          return work.run(session);
        });
  }

  @Override
  public void create(Campaign campaign) {
    int created =
        write(
            session ->
                session.update(
                    "INSERT INTO campaign (id, name, spec, seed, state, created_ms, code_version)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    campaign.id(),
                    campaign.name(),
                    campaign.specJson(),
                    campaign.seed(),
                    campaign.state().name(),
                    campaign.created().toEpochMilli(),
                    campaign.codeVersion()));
    if (created == 0) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, "there is a campaign " + campaign.id() + " already");
    }
  }

  @Override
  public Optional<Campaign> find(String id) {
    return database.read(
        session -> session.first(COLUMNS + " WHERE id = ?", SqlCampaigns::campaign, id));
  }

  @Override
  public List<Campaign> all() {
    return database.read(
        session ->
            session.list(
                COLUMNS + " WHERE id <> ? ORDER BY created_ms, id",
                SqlCampaigns::campaign,
                Campaign.FARM));
  }

  @Override
  public void setState(String id, CampaignState state) {
    int changed =
        write(
            session -> {
              int rows =
                  session.update("UPDATE campaign SET state = ? WHERE id = ?", state.name(), id);
              Readiness.follow(session, id);
              return rows;
            });
    requireOne(changed, id);
  }

  @Override
  public boolean changeState(String id, CampaignState from, CampaignState to) {
    return write(
        session -> {
          int changed =
              session.update(
                  "UPDATE campaign SET state = ? WHERE id = ? AND state = ?",
                  to.name(),
                  id,
                  from.name());
          Readiness.follow(session, id);
          return changed > 0;
        });
  }

  @Override
  public void setSpec(String id, String specJson) {
    requireOne(
        write(session -> session.update("UPDATE campaign SET spec = ? WHERE id = ?", specJson, id)),
        id);
  }

  private static void requireOne(int changed, String id) {
    if (changed == 0) {
      throw new FarmException(ErrorCode.INVALID_REQUEST, "there is no campaign " + id);
    }
  }

  @Override
  public void putTarget(String id, TargetDescription target) {
    write(
        session ->
            session.update(
                "INSERT INTO target (campaign, name, description) VALUES (?, ?, ?)"
                    + " ON CONFLICT (campaign, name)"
                    + " DO UPDATE SET description = excluded.description",
                id,
                target.name(),
                RowJson.write(target)));
  }

  @Override
  public List<TargetDescription> targets(String id) {
    return database.read(
        session ->
            session.list(
                "SELECT description FROM target WHERE campaign = ? ORDER BY name",
                row -> RowJson.read(row.getString(1), TargetDescription.class),
                id));
  }

  private static Campaign campaign(ResultSet row) throws SQLException {
    return new Campaign(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        CampaignState.valueOf(row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getString(7));
  }
}
