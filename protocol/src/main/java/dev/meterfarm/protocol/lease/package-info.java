/** The right of one agent to run one job until a deadline. Immutable values. */
package dev.meterfarm.protocol.lease;
