package dev.meterfarm.protocol.link;

import java.time.Duration;

/**
 * How a coordinator wants to be asked.
 *
 * @param agent the name under which it knows the agent
 * @param leaseWait how long a request for work may wait
 * @param syncInterval how often leases are to be renewed
 */
public record SessionTerms(String agent, Duration leaseWait, Duration syncInterval) {}
