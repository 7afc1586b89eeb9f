/**
 * The agent's end of the wire: the link over HTTP, the credential, and the spool that keeps results
 * until the coordinator has them. Safe for use from many threads.
 */
package dev.meterfarm.agent.link;
