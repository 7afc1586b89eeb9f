/**
 * Calls a coordinator over HTTP: for agents and for commands. Knows no message, only how to send
 * one, whom to trust, and what an error means. Safe for use from many threads.
 */
package dev.meterfarm.protocol.client;
