/**
 * The coordinator's HTTP API: a table of routes with one handler class each, errors as JSON, and
 * the server below them; the only package that knows Vert.x. Event loops read requests, check
 * tokens and write replies; handlers that touch the ledger run on the pool {@code api-work}. Safe
 * for use from many threads.
 */
package dev.meterfarm.coordinator.http;
