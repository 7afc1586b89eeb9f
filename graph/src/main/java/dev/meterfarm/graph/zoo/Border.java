package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;

/**
 * How the windows of a network's convolutions are padded in its file.
 *
 * <p>TensorFlow's converter (2.21) turns a zero padding before a convolution into SAME where it is
 * exactly that, so that few PAD ops are left of those in the sources. Earlier converters left all.
 */
enum Border {
  /** SAME everywhere: no PAD op. */
  SAME,
  /** VALID everywhere: no PAD op. */
  VALID,
  /**
   * Half a window on every side before strided windows, as Keras' ResNet and DenseNet have it. Even
   * images keep the PAD, with odd ones it is SAME. 1x1 convolutions are VALID.
   */
  SYMMETRIC,
  /**
   * What Keras' mobile networks have before strided windows, as earlier converters left it: like
   * {@link #SYMMETRIC}, but one less above and left of even images. Today's converter writes SAME.
   */
  LEGACY_KERAS;

  /** Adds a PAD op where this border needs one. */
  int pad(GraphBuilder graph, int x, int kernel, int stride) {
    Shape in = graph.shape(x);
    if (!isExplicit(in, kernel, stride)) {
      return x;
    }
    int half = kernel / 2;
    return graph.pad(x, half - trimmed(in.height()), half, half - trimmed(in.width()), half);
  }

  private int trimmed(int extent) {
    return this == LEGACY_KERAS && extent % 2 == 0 ? 1 : 0;
  }

  /** The padding inside a convolution of an image of this shape. */
  Padding padding(Shape in, int kernel, int stride) {
    boolean valid =
        this == VALID || (this == SYMMETRIC && kernel == 1) || isExplicit(in, kernel, stride);
    return valid ? Padding.VALID : Padding.SAME;
  }

  private boolean isExplicit(Shape in, int kernel, int stride) {
    if (kernel == 1 || stride == 1) {
      return false;
    }
    return switch (this) {
      case SAME, VALID -> false;
      case SYMMETRIC -> in.height() % 2 == 0;
      case LEGACY_KERAS -> true;
    };
  }
}
