/** A coordinator under the load of many agents, over the wire. */
package dev.meterfarm.benchmarks.farm;
