/** Errors with a code and a type; the type decides what happens next. Immutable, thread-safe. */
package dev.meterfarm.protocol.error;
