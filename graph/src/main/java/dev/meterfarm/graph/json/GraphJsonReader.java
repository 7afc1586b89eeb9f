package dev.meterfarm.graph.json;

import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads the document of a graph. */
final class GraphJsonReader {
  private final JsonFields document;

  GraphJsonReader(JsonFields document) {
    this.document = document;
  }

  Graph read() {
    int version = document.integer("version");
    if (version != GraphJson.VERSION) {
      throw document.bad("it has version " + version + ", but only version 1 can be read");
    }
    List<Tensor> tensors = new ArrayList<>();
    for (JsonFields tensor : document.objects("tensors")) {
      tensors.add(
          new Tensor(
              tensor.text("name"),
              Shape.of(tensor.integers("shape")),
              tensor.has("type") ? tensor.constant("type", ElementType.class) : ElementType.FLOAT32,
              constant(tensor)));
    }
    List<Op> ops = new ArrayList<>();
    for (JsonFields op : document.objects("ops")) {
      OpType type = OpType.requireByWord(op.text("op"));
      ops.add(
          new Op(
              type,
              op.indices("inputs"),
              op.indices("outputs"),
              new AttributesJsonReader(op).read(type)));
    }
    return new Graph(
        document.text("name"),
        tensors,
        ops,
        document.indices("inputs"),
        document.indices("outputs"));
  }

  private static Optional<Constant> constant(JsonFields tensor) {
    if (tensor.has("seed")) {
      return Optional.of(new Constant.Seeded(tensor.longInteger("seed"), tensor.number("scale")));
    }
    if (tensor.has("ints")) {
      return Optional.of(new Constant.Ints(tensor.integers("ints")));
    }
    if (tensor.has("floats")) {
      return Optional.of(new Constant.Floats(tensor.numbers("floats")));
    }
    if (tensor.has("base64")) {
      byte[] bytes = Base64.getDecoder().decode(tensor.text("base64"));
      return Optional.of(new Constant.Bytes(ByteBuffer.wrap(bytes)));
    }
    return Optional.empty();
  }
}
