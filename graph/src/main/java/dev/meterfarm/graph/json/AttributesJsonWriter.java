package dev.meterfarm.graph.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Padding;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes an operator's attributes as fields of its object; an activation only if there is one. */
final class AttributesJsonWriter {
  private final JsonGenerator json;

  AttributesJsonWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(Op op) throws IOException {
    Attributes attributes = op.attributes();
    if (attributes instanceof Attributes.Conv conv) {
      pair("stride", conv.strideHeight(), conv.strideWidth());
      pair("dilation", conv.dilationHeight(), conv.dilationWidth());
      padding(conv.padding());
    } else if (attributes instanceof Attributes.DepthwiseConv conv) {
      pair("stride", conv.strideHeight(), conv.strideWidth());
      pair("dilation", conv.dilationHeight(), conv.dilationWidth());
      json.writeNumberField("multiplier", conv.multiplier());
      padding(conv.padding());
    } else if (attributes instanceof Attributes.TransposedConv conv) {
      pair("stride", conv.strideHeight(), conv.strideWidth());
      padding(conv.padding());
    } else if (attributes instanceof Attributes.Pool pool) {
      pair("window", pool.filterHeight(), pool.filterWidth());
      pair("stride", pool.strideHeight(), pool.strideWidth());
      padding(pool.padding());
    } else {
      writeOthers(attributes);
    }
    if (attributes.activation() != Activation.NONE) {
      json.writeStringField("activation", attributes.activation().name());
    }
  }

  private void writeOthers(Attributes attributes) throws IOException {
    if (attributes instanceof Attributes.FullyConnected fc) {
      json.writeBooleanField("keepDims", fc.keepDims());
    } else if (attributes instanceof Attributes.BatchMatMul matmul) {
      json.writeBooleanField("transposeLeft", matmul.transposeLeft());
      json.writeBooleanField("transposeRight", matmul.transposeRight());
    } else if (attributes instanceof Attributes.Concat concat) {
      json.writeNumberField("axis", concat.axis());
    } else if (attributes instanceof Attributes.Split split) {
      json.writeNumberField("parts", split.parts());
    } else if (attributes instanceof Attributes.StridedSlice slice) {
      json.writeNumberField("beginMask", slice.beginMask());
      json.writeNumberField("endMask", slice.endMask());
      json.writeNumberField("ellipsisMask", slice.ellipsisMask());
      json.writeNumberField("newAxisMask", slice.newAxisMask());
      json.writeNumberField("shrinkAxisMask", slice.shrinkAxisMask());
    } else if (attributes instanceof Attributes.Softmax softmax) {
      json.writeNumberField("beta", softmax.beta());
    } else if (attributes instanceof Attributes.LeakyRelu leaky) {
      json.writeNumberField("alpha", leaky.alpha());
    } else if (attributes instanceof Attributes.Gelu gelu) {
      json.writeBooleanField("approximate", gelu.approximate());
    } else if (attributes instanceof Attributes.Resize resize) {
      json.writeBooleanField("alignCorners", resize.alignCorners());
      json.writeBooleanField("halfPixelCenters", resize.halfPixelCenters());
    } else if (attributes instanceof Attributes.Reduce reduce) {
      json.writeBooleanField("keepDims", reduce.keepDims());
    } else if (attributes instanceof Attributes.Squeeze squeeze) {
      json.writeFieldName("axes");
      json.writeArray(squeeze.axes(), 0, squeeze.axes().length);
    } else if (attributes instanceof Attributes.Opaque opaque) {
      json.writeNumberField("builtinCode", opaque.builtinCode());
      json.writeStringField("builtinName", opaque.builtinName());
      json.writeNumberField("builtinVersion", opaque.version());
      options(opaque.options());
    } else if (attributes instanceof Attributes.Custom custom) {
      json.writeStringField("customCode", custom.customCode());
      options(custom.options());
    }
  }

  private void pair(String field, int height, int width) throws IOException {
    json.writeFieldName(field);
    json.writeArray(new int[] {height, width}, 0, 2);
  }

  private void padding(Padding padding) throws IOException {
    json.writeStringField("padding", padding.name());
  }

  private void options(ByteBuffer options) throws IOException {
    if (options.hasRemaining()) {
      byte[] copy = new byte[options.remaining()];
      options.get(copy);
      json.writeBinaryField("options", copy);
    }
  }
}
