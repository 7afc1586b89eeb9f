package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.MeasurementStore;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * What the campaign service needs.
 *
 * @param board where jobs are put
 * @param supply which targets there are
 * @param watcher hears what campaigns achieve
 * @param mayPlan whether this node is the one that plans; asked often
 */
public record ServicePorts(
    CampaignStore campaigns,
    DecisionJournal decisions,
    JobPlan plan,
    MeasurementStore measurements,
    BlobStore blobs,
    JobBoard board,
    TargetSupply supply,
    CampaignWatcher watcher,
    BooleanSupplier mayPlan,
    Clock clock) {}
