package dev.meterfarm.predictor;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Networks of a few ops. */
final class SmallNetworks {
  private SmallNetworks() {}

  /** Convolutions around a residual add whose relu is baked in, then a classifier. */
  static Graph residual(int channels) {
    GraphBuilder build = new GraphBuilder("residual-" + channels, 1);
    int x = build.conv(build.input(Shape.of(1, 32, 32, 3)), channels, 3, 2, Activation.RELU6);
    int y = build.unary(OpType.RELU, build.conv(x, channels, 1, 1, Activation.NONE));
    y = build.conv(y, channels, 3, 1, Activation.NONE);
    int z = build.globalMean(build.add(x, y, Activation.RELU), false);
    return build.build(build.softmax(build.fullyConnected(z, 10, false, Activation.NONE)));
  }

  /** One op that is not builtin, and one builtin op that is not known. */
  static Graph strange() {
    Tensor tensor = new Tensor("t", Shape.of(1, 8, 8, 4), ElementType.FLOAT32, Optional.empty());
    return new Graph(
        "strange",
        List.of(tensor, tensor, tensor),
        List.of(
            new Op(OpType.CUSTOM, List.of(0), List.of(1), new Attributes.Custom("MyOp")),
            new Op(
                OpType.OTHER,
                List.of(1),
                List.of(2),
                new Attributes.Opaque(200, "BUILTIN_200", 1, ByteBuffer.allocate(0)))),
        List.of(0),
        List.of(2));
  }
}
