package dev.meterfarm.graph;

/** How a sliding window treats the border. */
public enum Padding {
  /** The output has {@code ceil(input / stride)} positions; zeros are added around. */
  SAME,
  /** The window stays inside the input. */
  VALID;

  /**
   * Output positions along one axis.
   *
   * @param input extent of the input, at least 1
   * @param window extent of the window, at least 1
   * @param stride step, at least 1
   * @param dilation distance between the window's taps, at least 1
   * @return the extent of the output; 0 or less where a VALID window does not fit
   */
  public int outputExtent(int input, int window, int stride, int dilation) {
    int span = (window - 1) * dilation + 1;
    return this == SAME ? (input + stride - 1) / stride : Math.floorDiv(input - span, stride) + 1;
  }
}
