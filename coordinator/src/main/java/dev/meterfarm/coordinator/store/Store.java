package dev.meterfarm.coordinator.store;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * All ports of one ledger. They may be used from any thread until it is closed.
 *
 * <p>Where several coordinators share the ledger, whoever plans does it under the term in which it
 * leads: a write under an older term fails with {@link
 * dev.meterfarm.protocol.error.ErrorCode#LEADERSHIP_LOST} and changes nothing.
 */
public interface Store extends AutoCloseable {
  CampaignStore campaigns();

  DecisionJournal decisions();

  /** Campaigns as the leader of this term changes them. */
  CampaignStore campaigns(Term term);

  /** Decisions of the leader of this term. */
  DecisionJournal decisions(Term term);

  JobPlan plan();

  /** The plans of the leader of this term. */
  JobPlan plan(Term term);

  /** All that the leader of this term writes with. */
  default Planning planning(Term term) {
    return new Planning(term, campaigns(term), decisions(term), plan(term));
  }

  /**
   * Plans of whoever leads when they are made.
   *
   * @param current the term in which this coordinator believes to lead; empty if it does not
   */
  JobPlan plan(Supplier<Optional<Term>> current);

  /**
   * A claim to lead.
   *
   * @param node this coordinator's name
   */
  Leadership leadership(String node);

  JobCatalogue catalogue();

  JobLedger ledger();

  LeaseSweep sweep();

  MeasurementStore measurements();

  BlobStore blobs();

  /** Finishes what was asked for before, then refuses everything. */
  @Override
  void close();
}
