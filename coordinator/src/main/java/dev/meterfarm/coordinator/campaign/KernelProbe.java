package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import dev.meterfarm.protocol.device.TimingTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The models that tell a kernel's latency. Where the timed region is the inference alone, most
 * kernels are measured alone, as they are. A reshape is not: alone it copies its tensor, because a
 * model's input and output cannot share memory, while between two ops it costs next to nothing. So
 * it is put between two cheap ops, and what those two cost without it is subtracted. Where
 * transfers are timed as well, every kernel stands between ends, and what those cost without it is
 * subtracted. Immutable.
 *
 * @param models the models to be measured, one or two
 */
record KernelProbe(List<Graph> models) {
  /** Less than this cannot be told from nothing. */
  private static final double RESOLUTION_NANOS = 100;

  KernelProbe {
    models = List.copyOf(models);
  }

  /** How kernels are measured on a target. */
  enum Form {
    /** As they are, but for reshapes. */
    ALONE,
    /** Between a producer and a reader that keep large tensors off the model's edges. */
    BETWEEN_ENDS;

    static Form of(TimingTraits traits) {
      return switch (traits.timedRegion()) {
        case COMPUTE -> ALONE;
        case COMPUTE_AND_TRANSFER -> BETWEEN_ENDS;
      };
    }
  }

  /** The probe for one kernel, given as a graph of its own. */
  static KernelProbe of(Form form, KernelFamily family, Graph kernel) {
    if (form == Form.BETWEEN_ENDS) {
      return new KernelProbe(
          List.of(KernelEnds.around(family, kernel), KernelEnds.alone(family, kernel)));
    }
    if (family != KernelFamily.RESHAPE || kernel.ops().size() != 1) {
      return new KernelProbe(List.of(kernel));
    }
    return new KernelProbe(List.of(between(kernel, true), between(kernel, false)));
  }

  /** True for the first model of a probe that has the kernel between two ops. */
  static boolean isBetweenOps(KernelFamily family, Graph model) {
    return family == KernelFamily.RESHAPE && model.ops().size() == 3;
  }

  /** The configuration in the middle of such a model, with the features that it has there. */
  static KernelConfiguration configurationBetweenOps(Graph model) {
    Kernel kernel = new Kernel(KernelFamily.RESHAPE, List.of(1), 1);
    Graph alone = new KernelPlan(model, List.of(kernel), List.of(0, 1, 2)).extract(kernel);
    return new KernelConfiguration(
        KernelFamily.RESHAPE,
        alone,
        GraphJson.hash(alone),
        FeatureSchema.of(KernelFamily.RESHAPE).extract(model, kernel),
        KernelWork.of(model, kernel));
  }

  private static Graph between(Graph kernel, boolean withKernel) {
    Op op = kernel.op(0);
    GraphBuilder builder = new GraphBuilder("", 1);
    int value =
        builder.unary(OpType.NEG, builder.input(kernel.tensor(kernel.inputs().get(0)).shape()));
    if (withKernel) {
      List<Integer> operands = new ArrayList<>(List.of(value));
      for (int position = 1; position < op.inputs().size(); position++) {
        if (op.hasInput(position)) {
          operands.add(parameter(builder, kernel.tensor(op.inputs().get(position))));
        }
      }
      Attributes attributes = op.attributes();
      value =
          builder.op(
              op.type(), attributes, operands.stream().mapToInt(Integer::intValue).toArray());
    }
    return builder.build(builder.unary(OpType.NEG, value));
  }

  private static int parameter(GraphBuilder builder, Tensor tensor) {
    Constant constant =
        tensor.constant().orElseThrow(() -> new IllegalArgumentException("shape is not constant"));
    return builder.ints(tensor.shape(), ((Constant.Ints) constant).values());
  }

  /** The identities of the models, in their order. */
  List<String> hashes() {
    return models.stream().map(GraphJson::hash).toList();
  }

  /**
   * The kernel's label, from those of a probe's models; empty until all are measured.
   *
   * @param hashes of the probe's models
   */
  static OptionalDouble label(List<String> hashes, Function<String, OptionalDouble> labelOfHash) {
    OptionalDouble first = labelOfHash.apply(hashes.get(0));
    if (hashes.size() == 1 || first.isEmpty()) {
      return first;
    }
    OptionalDouble second = labelOfHash.apply(hashes.get(1));
    return second.isEmpty()
        ? second
        : OptionalDouble.of(Math.max(RESOLUTION_NANOS, first.getAsDouble() - second.getAsDouble()));
  }
}
