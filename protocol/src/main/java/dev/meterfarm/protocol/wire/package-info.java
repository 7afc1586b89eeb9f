/**
 * Reading of JSON and YAML; the only package here that knows Jackson. Objects belong to one thread.
 */
package dev.meterfarm.protocol.wire;
