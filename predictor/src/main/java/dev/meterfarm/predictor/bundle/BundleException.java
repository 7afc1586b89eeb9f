package dev.meterfarm.predictor.bundle;

import java.io.IOException;

/** A bundle cannot be read: missing, damaged, or not a bundle. The message names file and cause. */
public class BundleException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Which file, and what is wrong with it. */
  public BundleException(String message) {
    super(message);
  }

  /** Which file, what is wrong with it, and what showed it. */
  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
