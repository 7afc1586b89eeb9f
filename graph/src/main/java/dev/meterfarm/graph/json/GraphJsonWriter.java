package dev.meterfarm.graph.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Writes the whole document of a graph. */
final class GraphJsonWriter {
  private final JsonGenerator json;

  GraphJsonWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(Graph graph) throws IOException {
    json.writeStartObject();
    json.writeNumberField("version", GraphJson.VERSION);
    json.writeStringField("name", graph.name());
    json.writeArrayFieldStart("tensors");
    for (Tensor tensor : graph.tensors()) {
      json.writeStartObject();
      json.writeStringField("name", tensor.name());
      shapeAndType(tensor);
      if (tensor.isConstant()) {
        content(PortableConstant.of(tensor));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("ops");
    for (Op op : graph.ops()) {
      json.writeStartObject();
      json.writeStringField("op", op.type().word());
      indices("inputs", op.inputs());
      indices("outputs", op.outputs());
      new AttributesJsonWriter(json).write(op);
      json.writeEndObject();
    }
    json.writeEndArray();
    indices("inputs", graph.inputs());
    indices("outputs", graph.outputs());
    json.writeEndObject();
  }

  /** The type only where it is not the usual one. */
  void shapeAndType(Tensor tensor) throws IOException {
    int[] shape = tensor.shape().toArray();
    json.writeFieldName("shape");
    json.writeArray(shape, 0, shape.length);
    if (tensor.type() != ElementType.FLOAT32) {
      json.writeStringField("type", tensor.type().name().toLowerCase(Locale.ROOT));
    }
  }

  void indices(String field, List<Integer> indices) throws IOException {
    json.writeArrayFieldStart(field);
    for (int index : indices) {
      json.writeNumber(index);
    }
    json.writeEndArray();
  }

  private void content(Constant constant) throws IOException {
    if (constant instanceof Constant.Seeded seeded) {
      json.writeNumberField("seed", seeded.seed());
      json.writeNumberField("scale", seeded.scale());
    } else if (constant instanceof Constant.Ints ints) {
      json.writeFieldName("ints");
      json.writeArray(ints.values(), 0, ints.values().length);
    } else if (constant instanceof Constant.Floats floats) {
      json.writeArrayFieldStart("floats");
      for (float value : floats.values()) {
        // NaN and infinities become strings.
        json.writeNumber(value);
      }
      json.writeEndArray();
    } else if (constant instanceof Constant.Bytes bytes) {
      ByteBuffer content = bytes.content();
      byte[] copy = new byte[content.remaining()];
      content.get(copy);
      json.writeBinaryField("base64", copy);
    }
  }
}
