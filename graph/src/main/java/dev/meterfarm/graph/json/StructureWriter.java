package dev.meterfarm.graph.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Tensor;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what a fingerprint is made of: no names, no data, tensors numbered by first use. Constants
 * that say how to compute (integers) are spelled out; data is only marked as such.
 */
final class StructureWriter {
  private final JsonGenerator json;
  private final Graph graph;
  private final Map<Integer, Integer> numbers = new LinkedHashMap<>();

  StructureWriter(JsonGenerator json, Graph graph) {
    this.json = json;
    this.graph = graph;
    for (Op op : graph.ops()) {
      number(op.inputs());
      number(op.outputs());
    }
    number(graph.inputs());
    number(graph.outputs());
  }

  private void number(Collection<Integer> tensors) {
    for (int tensor : tensors) {
      if (tensor != Op.ABSENT) {
        numbers.putIfAbsent(tensor, numbers.size());
      }
    }
  }

  void write() throws IOException {
    GraphJsonWriter parts = new GraphJsonWriter(json);
    json.writeStartObject();
    json.writeNumberField("version", GraphJson.VERSION);
    json.writeArrayFieldStart("tensors");
    for (int original : numbers.keySet()) {
      Tensor tensor = graph.tensor(original);
      json.writeStartObject();
      parts.shapeAndType(tensor);
      if (tensor.isConstant()) {
        constant(tensor);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("ops");
    for (Op op : graph.ops()) {
      json.writeStartObject();
      json.writeStringField("op", op.type().word());
      parts.indices("inputs", renumbered(op.inputs()));
      parts.indices("outputs", renumbered(op.outputs()));
      new AttributesJsonWriter(json).write(op);
      json.writeEndObject();
    }
    json.writeEndArray();
    parts.indices("inputs", renumbered(graph.inputs()).stream().sorted().toList());
    parts.indices("outputs", renumbered(graph.outputs()).stream().sorted().toList());
    json.writeEndObject();
  }

  private List<Integer> renumbered(List<Integer> tensors) {
    return tensors.stream()
        .map(tensor -> tensor == Op.ABSENT ? tensor : numbers.get(tensor))
        .toList();
  }

  private void constant(Tensor tensor) throws IOException {
    boolean integers = tensor.type() == ElementType.INT32 || tensor.type() == ElementType.INT64;
    if (integers && PortableConstant.of(tensor) instanceof Constant.Ints ints) {
      json.writeFieldName("ints");
      json.writeArray(ints.values(), 0, ints.values().length);
    } else {
      json.writeBooleanField("data", true);
    }
  }
}
