package dev.meterfarm.predictor.bundle;

/** A bundle was written in a newer schema than this version reads. */
public final class NewerBundleException extends BundleException {
  private static final long serialVersionUID = 1L;

  private final int found;
  private final int supported;

  NewerBundleException(String bundle, int found, int supported, String writer) {
    super(
        bundle
            + " has bundle schema "
            + found
            + ", but this version reads up to schema "
            + supported
            + ". It was written by Meterfarm "
            + writer
            + ": use that version or a newer one, or export the bundle again with this version"
            + " (coordinator retrain).");
    this.found = found;
    this.supported = supported;
  }

  /** The schema of the bundle. */
  public int found() {
    return found;
  }

  /** The newest schema that this version reads. */
  public int supported() {
    return supported;
  }
}
