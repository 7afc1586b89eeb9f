package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;

/** How a network's source pads its sliding windows; decides whether the file has PAD ops. */
enum Border {
  /** TensorFlow's SAME everywhere: no PAD op. */
  SAME,
  /** VALID everywhere: no PAD op. */
  VALID,
  /** SAME, but a PAD of half the window on every side and VALID where the window is strided. */
  SYMMETRIC,
  /** As Keras' mobile networks: like {@link #SYMMETRIC}, one less above and left of even inputs. */
  KERAS;

  /** Adds a PAD op where this border needs one. */
  int pad(GraphBuilder graph, int x, int kernel, int stride) {
    if (!isExplicit(kernel, stride)) {
      return x;
    }
    int half = kernel / 2;
    Shape in = graph.shape(x);
    return graph.pad(x, half - trimmed(in.height()), half, half - trimmed(in.width()), half);
  }

  private int trimmed(int extent) {
    return this == KERAS && extent % 2 == 0 ? 1 : 0;
  }

  /** The padding inside the op. */
  Padding padding(int kernel, int stride) {
    return this == VALID || isExplicit(kernel, stride) ? Padding.VALID : Padding.SAME;
  }

  private boolean isExplicit(int kernel, int stride) {
    return (this == SYMMETRIC || this == KERAS) && kernel > 1 && stride > 1;
  }
}
