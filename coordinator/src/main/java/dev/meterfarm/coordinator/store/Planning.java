package dev.meterfarm.coordinator.store;

/**
 * What a leader writes with. When its term is over every write fails with {@link
 * dev.meterfarm.protocol.error.ErrorCode#LEADERSHIP_LOST} and changes nothing, however long the
 * leader has stood still meanwhile.
 */
public record Planning(
    Term term, CampaignStore campaigns, DecisionJournal decisions, JobPlan plan) {}
