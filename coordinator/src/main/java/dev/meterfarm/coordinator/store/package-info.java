/**
 * Ports of the ledger, split by who calls them, and the values that pass through them. Every method
 * is one transaction, blocks until it is durable, and may be called from any thread; every one may
 * throw {@link dev.meterfarm.protocol.error.FarmException} with {@link
 * dev.meterfarm.protocol.error.ErrorCode#STORAGE_FAILED}, after which nothing of it has happened.
 *
 * <pre>{@code
 * stateDiagram-v2
 *   [*] --> READY: enqueue
 *   [*] --> PENDING: enqueue, the campaign is paused
 *   PENDING --> READY: the campaign goes on
 *   READY --> PENDING: the campaign is paused
 *   READY --> LEASED: grant (epoch + 1, attempt + 1)
 *   LEASED --> LEASED: renew (same agent, never past the deadline)
 *   LEASED --> DONE: result with this epoch
 *   LEASED --> BACKOFF: failed or lease over, to be tried again
 *   LEASED --> POISON: failed or lease over, not to be tried again
 *   BACKOFF --> READY: not_before reached (PENDING in a paused campaign, here as everywhere)
 *   BACKOFF --> DONE: late result of the lost lease, not granted again since
 *   READY --> DONE: the same
 *   PENDING --> CANCELLED: cancel
 *   READY --> CANCELLED: cancel
 *   BACKOFF --> CANCELLED: cancel
 *   LEASED --> CANCELLED: cancel, told to the agent by the next sync
 *   CANCELLED --> READY: enqueued again
 *   POISON --> READY: released by a person
 * }</pre>
 */
package dev.meterfarm.coordinator.store;
