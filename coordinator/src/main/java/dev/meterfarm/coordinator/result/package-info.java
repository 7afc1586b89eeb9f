/**
 * What a campaign yields, as plain values: progress while it runs, tables when it is done. Shares
 * are 0..1, percents 0..100, errors are predicted minus measured. Immutable.
 */
package dev.meterfarm.coordinator.result;
