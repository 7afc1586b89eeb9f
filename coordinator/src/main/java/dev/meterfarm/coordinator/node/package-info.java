/**
 * The composition of one coordinator node: what it consists of, and in which order that starts and
 * stops. The only package that knows all others.
 */
package dev.meterfarm.coordinator.node;
