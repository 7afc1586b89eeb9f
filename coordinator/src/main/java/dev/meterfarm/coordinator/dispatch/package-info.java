/**
 * Hands out jobs to agents and their outcomes to those who planned them. The ledger decides every
 * transition; what is kept in memory here (who waits for what, who is there) can be lost at any
 * moment and is made anew from the ledger. All public classes may be used from any thread.
 */
package dev.meterfarm.coordinator.dispatch;
