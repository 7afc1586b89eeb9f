package dev.meterfarm.graph.openvino;

import static dev.meterfarm.graph.openvino.Layout.CHANNELS_FIRST;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Convolutions, pools and resizes, whose images have their channels first. Borders are written in
 * numbers, because not every device reads the words for them alike.
 */
final class WindowOps {
  private static final Layout GROUPED_FILTER = new Layout(List.of(0, 1, 4, 2, 3));

  private final IrGraph ir;

  WindowOps(IrGraph ir) {
    this.ir = ir;
  }

  /** Border along one axis. */
  private record Border(int before, int after) {
    static Border of(Padding padding, int in, int out, int window, int stride, int dilation) {
      int span = (window - 1) * dilation + 1;
      int total = padding == Padding.SAME ? Math.max((out - 1) * stride + span - in, 0) : 0;
      return new Border(total / 2, total - total / 2);
    }
  }

  /** How a filter moves over its image. */
  private record Steps(
      Padding padding, int rows, int columns, int dilationOfRows, int dilationOfColumns) {
    static Steps of(Attributes.Conv conv) {
      return new Steps(
          conv.padding(),
          conv.strideHeight(),
          conv.strideWidth(),
          conv.dilationHeight(),
          conv.dilationWidth());
    }

    static Steps of(Attributes.DepthwiseConv conv) {
      return new Steps(
          conv.padding(),
          conv.strideHeight(),
          conv.strideWidth(),
          conv.dilationHeight(),
          conv.dilationWidth());
    }

    Map<String, String> attributes(Shape in, Shape out, Shape filter) {
      Border above =
          Border.of(padding, in.height(), out.height(), filter.extent(1), rows, dilationOfRows);
      Border beside =
          Border.of(padding, in.width(), out.width(), filter.extent(2), columns, dilationOfColumns);
      return Map.of(
          "strides", IrDocument.list(rows, columns),
          "dilations", IrDocument.list(dilationOfRows, dilationOfColumns),
          "pads_begin", IrDocument.list(above.before(), beside.before()),
          "pads_end", IrDocument.list(above.after(), beside.after()),
          "auto_pad", "explicit");
    }
  }

  IrValue conv(Op op, Attributes.Conv conv) {
    Shape in = ir.shape(op.inputs().get(0));
    Shape out = ir.shape(op.outputs().get(0));
    int filterTensor = op.inputs().get(1);
    Shape filter = ir.shape(filterTensor);
    Map<String, String> data = Steps.of(conv).attributes(in, out, filter);
    int groups = in.channels() / filter.channels();
    requireConstant(filterTensor);
    if (groups == 1) {
      IrValue weights = ir.value(filterTensor, CHANNELS_FIRST);
      return product(op, "Convolution", data, weights, out);
    }
    Shape grouped =
        Shape.of(
            groups,
            filter.extent(0) / groups,
            filter.extent(1),
            filter.extent(2),
            filter.channels());
    IrValue weights = ir.constant(filterTensor, grouped, GROUPED_FILTER);
    return product(op, "GroupConvolution", data, weights, out);
  }

  IrValue depthwise(Op op, Attributes.DepthwiseConv conv) {
    Shape in = ir.shape(op.inputs().get(0));
    Shape out = ir.shape(op.outputs().get(0));
    int filterTensor = op.inputs().get(1);
    Shape filter = ir.shape(filterTensor);
    Map<String, String> data = Steps.of(conv).attributes(in, out, filter);
    requireConstant(filterTensor);
    // The channels of the filter are those of the input, each with its outputs beside each other.
    int perChannel = out.channels() / in.channels();
    Shape byChannel = Shape.of(1, filter.extent(1), filter.extent(2), in.channels(), perChannel);
    IrValue weights = ir.constant(filterTensor, byChannel, new Layout(List.of(3, 4, 0, 1, 2)));
    return product(op, "GroupConvolution", data, weights, out);
  }

  IrValue transposed(Op op, Attributes.TransposedConv conv) {
    int filterTensor = op.inputs().get(1);
    int data = op.inputs().get(2);
    Shape in = ir.shape(data);
    Shape out = ir.shape(op.outputs().get(0));
    Shape filter = ir.shape(filterTensor);
    requireConstant(filterTensor);
    int rows = (in.height() - 1) * conv.strideHeight() + filter.extent(1) - out.height();
    int columns = (in.width() - 1) * conv.strideWidth() + filter.extent(2) - out.width();
    Map<String, String> attributes =
        Map.of(
            "strides", IrDocument.list(conv.strideHeight(), conv.strideWidth()),
            "dilations", "1,1",
            "pads_begin", IrDocument.list(Math.max(0, rows) / 2, Math.max(0, columns) / 2),
            "pads_end",
                IrDocument.list(
                    Math.max(0, rows) - Math.max(0, rows) / 2,
                    Math.max(0, columns) - Math.max(0, columns) / 2),
            "output_padding", IrDocument.list(Math.max(0, -rows), Math.max(0, -columns)),
            "auto_pad", "explicit");
    IrValue weights = ir.value(filterTensor, new Layout(List.of(3, 0, 1, 2)));
    IrValue value =
        ir.main(
            "ConvolutionBackpropData",
            "opset1",
            attributes,
            List.of(ir.value(data, CHANNELS_FIRST), weights),
            CHANNELS_FIRST.apply(out));
    return biased(op, 3, value, out);
  }

  private IrValue product(
      Op op, String type, Map<String, String> data, IrValue weights, Shape out) {
    IrValue image = ir.value(op.inputs().get(0), CHANNELS_FIRST);
    IrValue value =
        ir.main(type, "opset1", data, List.of(image, weights), CHANNELS_FIRST.apply(out));
    return biased(op, 2, value, out);
  }

  private IrValue biased(Op op, int position, IrValue value, Shape out) {
    if (!op.hasInput(position)) {
      return value;
    }
    int bias = op.inputs().get(position);
    requireConstant(bias);
    IrValue summand = ir.constant(bias, Shape.of(1, 1, 1, out.channels()), CHANNELS_FIRST);
    return ir.helper(
        "Add", "opset1", Map.of("auto_broadcast", "numpy"), List.of(value, summand), value.shape());
  }

  private void requireConstant(int tensor) {
    if (!ir.isConstant(tensor)) {
      throw ir.unwritable("its weights are computed, not constant");
    }
  }

  IrValue pool(Op op, Attributes.Pool pool) {
    int x = op.inputs().get(0);
    Shape in = ir.shape(x);
    Shape out = ir.shape(op.outputs().get(0));
    Border rows =
        Border.of(
            pool.padding(), in.height(), out.height(), pool.filterHeight(), pool.strideHeight(), 1);
    Border columns =
        Border.of(
            pool.padding(), in.width(), out.width(), pool.filterWidth(), pool.strideWidth(), 1);
    Map<String, String> data =
        new TreeMap<>(
            Map.of(
                "kernel", IrDocument.list(pool.filterHeight(), pool.filterWidth()),
                "strides", IrDocument.list(pool.strideHeight(), pool.strideWidth()),
                "pads_begin", IrDocument.list(rows.before(), columns.before()),
                "pads_end", IrDocument.list(rows.after(), columns.after()),
                "rounding_type", "floor",
                "auto_pad", "explicit"));
    boolean largest = op.type() == OpType.MAX_POOL;
    if (!largest) {
      data.put("exclude-pad", "true");
    }
    return ir.main(
        largest ? "MaxPool" : "AvgPool",
        "opset1",
        data,
        List.of(ir.value(x, CHANNELS_FIRST)),
        CHANNELS_FIRST.apply(out));
  }

  IrValue resize(Op op, Attributes.Resize resize) {
    int x = op.inputs().get(0);
    Shape in = ir.shape(x);
    Shape out = ir.shape(op.outputs().get(0));
    boolean nearest = op.type() == OpType.RESIZE_NEAREST;
    String half = nearest ? "tf_half_pixel_for_nn" : "half_pixel";
    String transform =
        resize.alignCorners() ? "align_corners" : resize.halfPixelCenters() ? half : "asymmetric";
    Map<String, String> data =
        Map.of(
            "mode", nearest ? "nearest" : "linear_onnx",
            "shape_calculation_mode", "sizes",
            "coordinate_transformation_mode", transform,
            "nearest_mode", resize.alignCorners() ? "round_prefer_ceil" : "floor",
            "antialias", "false",
            "pads_begin", "0",
            "pads_end", "0",
            "cube_coeff", "-0.75");
    return ir.main(
        "Interpolate",
        "opset4",
        data,
        List.of(
            ir.value(x, CHANNELS_FIRST),
            ir.integers(out.height(), out.width()),
            ir.factors((float) out.height() / in.height(), (float) out.width() / in.width()),
            ir.integers(2, 3)),
        CHANNELS_FIRST.apply(out));
  }
}
