/** Jobs as pure data: which models to run, how, on which target. Immutable values. */
package dev.meterfarm.protocol.job;
