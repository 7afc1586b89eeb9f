/**
 * The ledger in SQLite: write-ahead log, {@code synchronous=FULL}, one writer thread that commits
 * what waits together, and a few read-only connections. Statements stay within what PostgreSQL
 * understands too; what differs stands in the migrations.
 */
package dev.meterfarm.coordinator.store.sql;
