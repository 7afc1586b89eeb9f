package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.access.AccessStore;
import dev.meterfarm.coordinator.registry.RegistryStore;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobCatalogue;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.MeasurementStore;
import dev.meterfarm.coordinator.store.Store;
import dev.meterfarm.coordinator.store.Term;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** The ports over one database; the statements are the same whichever it is. */
public abstract class SqlStore implements Store {
  private final Database database;
  private final Clock clock;
  private final SqlCampaigns campaigns;
  private final SqlDecisions decisions;
  private final SqlJobPlan plan;
  private final SqlJobCatalogue catalogue;
  private final SqlJobLedger ledger;
  private final SqlLeaseSweep sweep;
  private final SqlMeasurements measurements;
  private final SqlBlobs blobs;
  private final SqlAccess access;
  private final SqlRegistry registry;

  SqlStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    campaigns = new SqlCampaigns(database, Fence.none());
    decisions = new SqlDecisions(database, clock, Fence.none());
    plan = new SqlJobPlan(database, clock, Fence.none());
    catalogue = new SqlJobCatalogue(database);
    ledger = new SqlJobLedger(database, clock);
    sweep = new SqlLeaseSweep(database, clock);
    measurements = new SqlMeasurements(database, clock);
    blobs = new SqlBlobs(database, clock);
    access = new SqlAccess(database);
    registry = new SqlRegistry(database, clock);
  }

  @Override
  public final CampaignStore campaigns() {
    return campaigns;
  }

  @Override
  public final CampaignStore campaigns(Term term) {
    return new SqlCampaigns(database, Fence.of(term));
  }

  @Override
  public final DecisionJournal decisions() {
    return decisions;
  }

  @Override
  public final DecisionJournal decisions(Term term) {
    return new SqlDecisions(database, clock, Fence.of(term));
  }

  @Override
  public final JobPlan plan() {
    return plan;
  }

  @Override
  public final JobPlan plan(Term term) {
    return new SqlJobPlan(database, clock, Fence.of(term));
  }

  @Override
  public final JobPlan plan(Supplier<Optional<Term>> current) {
    return new SqlJobPlan(database, clock, Fence.of(current));
  }

  @Override
  public final JobCatalogue catalogue() {
    return catalogue;
  }

  @Override
  public final JobLedger ledger() {
    return ledger;
  }

  @Override
  public final LeaseSweep sweep() {
    return sweep;
  }

  @Override
  public final MeasurementStore measurements() {
    return measurements;
  }

  @Override
  public final BlobStore blobs() {
    return blobs;
  }

  /** Who may call the API, and what was done through it. */
  public final AccessStore access() {
    return access;
  }

  /** Agents and devices that the farm knows. */
  public final RegistryStore registry() {
    return registry;
  }
}
