package dev.meterfarm.graph.zoo;

import java.util.List;

/**
 * The body of the mobile networks: a strided 3x3 convolution, then stages of inverted residuals.
 *
 * @param stem channels of the first convolution
 * @param stemNonlinearity after the first convolution
 * @param form how squeeze-and-excite is done where a stage has it
 */
record MobileTrunk(
    int stem, Nonlinearity stemNonlinearity, SqueezeExcite form, List<MobileStage> stages) {
  MobileTrunk {
    stages = List.copyOf(stages);
  }

  /** Adds the body; {@code layers} has the border of the stages. */
  int apply(Layers layers, int x, Border stemBorder) {
    int next = layers.with(stemBorder).conv(x, stem, 3, 2, stemNonlinearity);
    for (MobileStage stage : stages) {
      next = stage.apply(layers, next, form);
    }
    return next;
  }

  /** The same with sizes drawn. */
  MobileTrunk vary(MobileStage.Freedom freedom, Draws draws) {
    return new MobileTrunk(
        draws.width(stem), stemNonlinearity, form, MobileStage.vary(stages, freedom, draws));
  }
}
