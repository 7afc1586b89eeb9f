package dev.meterfarm.coordinator.service;

import java.time.Instant;

/**
 * Something that a person should know about a campaign.
 *
 * @param sequence grows with every event and every change of the campaign
 * @param at when
 * @param target which target; empty where it is about the campaign
 * @param text what happened
 */
public record CampaignEvent(long sequence, Instant at, String target, String text) {}
