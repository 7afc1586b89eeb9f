package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.MeasurementStore;
import dev.meterfarm.coordinator.store.Planning;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the campaign service needs. What anybody may order on any node is written with {@code
 * campaigns} and {@code decisions}; whatever campaigns do by themselves, with what the leader
 * writes with.
 *
 * @param board where jobs are put
 * @param supply which targets there are
 * @param watcher hears what campaigns achieve
 * @param lead what this node plans with; empty while another one plans. Asked often
 */
public record ServicePorts(
    CampaignStore campaigns,
    DecisionJournal decisions,
    MeasurementStore measurements,
    BlobStore blobs,
    JobBoard board,
    TargetSupply supply,
    CampaignWatcher watcher,
    Supplier<Optional<Planning>> lead,
    Clock clock) {}
