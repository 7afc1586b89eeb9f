package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.device.TargetDescription;

/**
 * A target of a campaign, with those that it shares with.
 *
 * @param target the target
 * @param sharing how many of the campaign's targets take turns on its devices, itself included
 * @param targets how many targets the campaign has
 */
record ServedTarget(TargetDescription target, int sharing, int targets) {}
