/**
 * The agent's loop: lease, prepare, measure, report. One thread leases, one thread per device
 * measures, a few threads prepare and send; a job's state has one owner at a time.
 */
package dev.meterfarm.agent.run;
