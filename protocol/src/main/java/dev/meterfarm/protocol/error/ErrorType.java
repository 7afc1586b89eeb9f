package dev.meterfarm.protocol.error;

/** Who has to act on an error, and so whether it is worth trying again. */
public enum ErrorType {
  /** The request itself is wrong: refused before it ran, never tried again. */
  USER,
  /** The run failed on this device: try another device, and count it against this one. */
  DEVICE,
  /** The surroundings are not fit (too hot, too busy, link down): the same job later. */
  ENVIRONMENT,
  /** A mistake of ours: stop and report. */
  INTERNAL
}
