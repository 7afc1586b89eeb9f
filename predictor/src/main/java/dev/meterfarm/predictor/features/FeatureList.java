package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.OpType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Collects the features of a family; the groups that several families share. For one thread. */
final class FeatureList {
  private final List<Feature> features = new ArrayList<>();

  FeatureList add(String name, String unit, ToDoubleFunction<KernelView> value) {
    features.add(new Feature(name, unit, value));
    return this;
  }

  /** One feature for each type: 1 where the main op is of it, else 0. */
  FeatureList oneHot(OpType... types) {
    for (OpType type : types) {
      add("is_" + type.word().replace('-', '_'), "0/1", view -> view.main().type() == type ? 1 : 0);
    }
    return this;
  }

  /** What {@code value} leaves over blocks of {@code block}. */
  FeatureList remainder(String of, int block, ToDoubleFunction<KernelView> value) {
    return add(of + "_mod_" + block, "elements", view -> value.applyAsDouble(view) % block);
  }

  /** {@code value} rounded up to blocks of {@code block}. */
  FeatureList padded(String of, int block, ToDoubleFunction<KernelView> value) {
    return add(of + "_up_" + block, "elements", view -> roundUp(value.applyAsDouble(view), block));
  }

  /**
   * How wide the output is and how many times as many columns are computed where a work group, as
   * of a GPU, takes four neighbours at once: 1.25 for 16 of which 13 are there.
   */
  FeatureList width() {
    return add("output_width", "elements", view -> view.outputShape().width())
        .add(
            "waste_width_4",
            "ratio",
            view -> roundUp(view.outputShape().width(), 4) / view.outputShape().width());
  }

  /** FLOPs, bytes at the kernel's edges, and what was fused into the main op. */
  FeatureList work() {
    return add("flops", "FLOP", view -> view.work().flops())
        .add("bytes", "bytes", view -> view.work().bytes())
        .add("flops_per_byte", "FLOP/byte", view -> view.work().flops() / view.work().bytes())
        .add("input_bytes", "bytes", view -> view.traffic().inputBytes())
        .add("output_bytes", "bytes", view -> view.traffic().outputBytes())
        .add("fused_clamps", "ops", KernelView::fusedClamps)
        .add("fused_adds", "ops", KernelView::fusedAdds)
        .add("fused_others", "ops", KernelView::fusedOthers)
        .add("fused_bytes", "bytes", KernelView::fusedBytes);
  }

  List<Feature> build() {
    return List.copyOf(features);
  }

  static double roundUp(double value, int block) {
    return Math.ceil(value / block) * block;
  }
}
