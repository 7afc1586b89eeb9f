/**
 * The device's side of the adb protocol over TCP: messages, connections and the streams inside
 * them. Knows nothing of phones. One thread reads a connection; each stream is used by the one
 * thread that serves it.
 */
package dev.meterfarm.virtualphone.adb;
