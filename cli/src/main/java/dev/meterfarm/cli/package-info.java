/**
 * The commands of {@code bin/coordinator}: the only place that knows both coordinator and agent, so
 * that one process can be a whole farm.
 */
package dev.meterfarm.cli;
