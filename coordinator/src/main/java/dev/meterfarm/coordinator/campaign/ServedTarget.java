package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.device.TargetDescription;
import java.util.function.LongSupplier;

/**
 * A target of a campaign, with those that it shares with.
 *
 * @param target the target
 * @param sharing how many of the campaign's targets take turns on its devices, itself included
 * @param targets how many targets the campaign has
 * @param nanoTime what the target's budget goes by
 * @param devices its devices
 */
record ServedTarget(
    TargetDescription target,
    int sharing,
    int targets,
    LongSupplier nanoTime,
    TargetDevices devices) {}
