package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Matrix products, whose operands lie as the graph has them. */
final class MatrixOps {
  private final IrGraph ir;
  private final ShapeOps shapes;

  MatrixOps(IrGraph ir, ShapeOps shapes) {
    this.ir = ir;
    this.shapes = shapes;
  }

  IrValue fullyConnected(Op op, Attributes.FullyConnected fc) {
    int x = op.inputs().get(0);
    Shape weights = ir.shape(op.inputs().get(1));
    Shape out = ir.shape(op.outputs().get(0));
    int depth = weights.channels();
    Shape in = ir.shape(x);
    boolean asItIs = in.rank() >= 2 && in.channels() == depth && (fc.keepDims() || in.rank() == 2);
    IrValue rows =
        asItIs
            ? ir.value(x, Layout.plain(in.rank()))
            : shapes.flattened(x, Shape.of((int) (in.elements() / depth), depth));
    int[] product = rows.shape().toArray();
    product[product.length - 1] = weights.extent(0);
    IrValue value =
        ir.main(
            "MatMul",
            "opset1",
            Map.of("transpose_a", "false", "transpose_b", "true"),
            List.of(rows, ir.value(op.inputs().get(1), Layout.plain(2))),
            Shape.of(product));
    if (op.hasInput(2)) {
      value = biased(op.inputs().get(2), value);
    }
    return value.shape().equals(out) ? value : ir.reshape(value, out);
  }

  private IrValue biased(int bias, IrValue value) {
    if (!ir.isConstant(bias)) {
      throw ir.unwritable("its bias is computed, not constant");
    }
    int[] extents = new int[value.shape().rank()];
    Arrays.fill(extents, 1);
    extents[extents.length - 1] = value.shape().channels();
    IrValue summand = ir.constant(bias, Shape.of(extents), Layout.plain(extents.length));
    return ir.helper(
        "Add", "opset1", Map.of("auto_broadcast", "numpy"), List.of(value, summand), value.shape());
  }

  IrValue batchMatMul(Op op, Attributes.BatchMatMul product) {
    int left = op.inputs().get(0);
    int right = op.inputs().get(1);
    return ir.main(
        "MatMul",
        "opset1",
        Map.of(
            "transpose_a", Boolean.toString(product.transposeLeft()),
            "transpose_b", Boolean.toString(product.transposeRight())),
        List.of(
            ir.value(left, Layout.plain(ir.shape(left).rank())),
            ir.value(right, Layout.plain(ir.shape(right).rank()))),
        ir.shape(op.outputs().get(0)));
  }
}
