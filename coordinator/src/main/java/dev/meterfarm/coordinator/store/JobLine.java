package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.job.JobId;
import java.util.Optional;

/**
 * A job for people.
 *
 * @param id its number
 * @param campaign whose it is
 * @param key what it is, unique in the campaign
 * @param target where it is to run
 * @param state where it stands
 * @param attempts how often it was granted
 * @param agent who has it, or had it last; empty before the first grant
 * @param device where it runs, or ran last; empty where that is not known
 * @param failure what the last attempt ended with; empty where it did not fail
 */
public record JobLine(
    JobId id,
    String campaign,
    String key,
    String target,
    JobState state,
    int attempts,
    Optional<String> agent,
    Optional<String> device,
    Optional<String> failure) {}
