/**
 * Runs campaigns inside a node: what operators submit, watch, pause and cancel. What is to be done
 * stands in the ledger and a loop follows it, so that any node takes orders, and a node that starts
 * or becomes the leader goes on with what runs. Progress is kept in memory. All public classes may
 * be used from any thread.
 */
package dev.meterfarm.coordinator.service;
