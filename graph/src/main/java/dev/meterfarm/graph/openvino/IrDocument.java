package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The layers and edges of the {@code .xml} file in the making. For one call of one thread.
 *
 * <p>Names of layers are made by us and hold neither commas nor semicolons, because both separate
 * names in the runtime's reports.
 */
final class IrDocument {
  private record Layer(
      String name,
      String type,
      String opset,
      Map<String, String> data,
      List<IrValue> inputs,
      List<IrValue> outputs) {}

  private final String name;
  private final IrVersion version;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, List<String>> tensorNames = new TreeMap<>();

  IrDocument(String name, IrVersion version) {
    this.name = name;
    this.version = version;
  }

  /** Adds a layer; returns its outputs, which have these extents and this type. */
  List<IrValue> layer(
      String layerName,
      String type,
      String opset,
      Map<String, String> data,
      List<IrValue> inputs,
      List<Shape> shapes,
      ElementType elementType) {
    List<IrValue> outputs = new ArrayList<>();
    for (Shape shape : shapes) {
      int port = inputs.size() + outputs.size();
      outputs.add(new IrValue(layers.size(), port, shape, elementType));
    }
    layers.add(
        new Layer(
            layerName,
            type,
            opset,
            new TreeMap<>(data),
            List.copyOf(inputs),
            List.copyOf(outputs)));
    return outputs;
  }

  /** Gives the tensor behind a port a name; it may have several. */
  void nameTensor(IrValue value, String tensor) {
    tensorNames.computeIfAbsent(key(value), unused -> new ArrayList<>()).add(tensor);
  }

  private static String key(IrValue value) {
    return value.layer() + ":" + value.port();
  }

  void writeTo(Appendable out) throws IOException {
    out.append("<?xml version=\"1.0\"?>\n<net name=\"")
        .append(escaped(name))
        .append("\" version=\"")
        .append(Integer.toString(version.number()))
        .append("\">\n<layers>\n");
    for (int id = 0; id < layers.size(); id++) {
      write(id, layers.get(id), out);
    }
    out.append("</layers>\n<edges>\n");
    for (int id = 0; id < layers.size(); id++) {
      List<IrValue> inputs = layers.get(id).inputs();
      for (int port = 0; port < inputs.size(); port++) {
        IrValue from = inputs.get(port);
        out.append("<edge")
            .append(attribute("from-layer", from.layer()))
            .append(attribute("from-port", from.port()))
            .append(attribute("to-layer", id))
            .append(attribute("to-port", port))
            .append("/>\n");
      }
    }
    out.append("</edges>\n</net>\n");
  }

  private void write(int id, Layer layer, Appendable out) throws IOException {
    out.append("<layer")
        .append(attribute("id", id))
        .append(attribute("name", layer.name()))
        .append(attribute("type", layer.type()))
        .append(attribute("version", layer.opset()))
        .append(">\n");
    if (!layer.data().isEmpty()) {
      out.append("<data");
      for (Map.Entry<String, String> entry : layer.data().entrySet()) {
        out.append(attribute(entry.getKey(), entry.getValue()));
      }
      out.append("/>\n");
    }
    if (!layer.inputs().isEmpty()) {
      out.append("<input>");
      for (int port = 0; port < layer.inputs().size(); port++) {
        write(port, layer.inputs().get(port), "", out);
      }
      out.append("</input>\n");
    }
    if (!layer.outputs().isEmpty()) {
      out.append("<output>");
      for (IrValue output : layer.outputs()) {
        List<String> names = tensorNames.getOrDefault(key(output), List.of());
        write(
            output.port(),
            output,
            names.isEmpty() ? "" : attribute("names", String.join(",", names)),
            out);
      }
      out.append("</output>\n");
    }
    out.append("</layer>\n");
  }

  private static void write(int port, IrValue value, String names, Appendable out)
      throws IOException {
    out.append("<port")
        .append(attribute("id", port))
        .append(attribute("precision", IrTypes.precision(value.type())))
        .append(names)
        .append(">");
    for (int extent : value.shape().toArray()) {
      out.append("<dim>").append(Integer.toString(extent)).append("</dim>");
    }
    out.append("</port>");
  }

  /** Numbers as a list of the format. */
  static String list(int... values) {
    return Arrays.stream(values).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  private static String attribute(String key, int value) {
    return attribute(key, Integer.toString(value));
  }

  private static String attribute(String key, String value) {
    return " " + key + "=\"" + escaped(value) + "\"";
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        default -> safe.append(c < ' ' || Character.isSurrogate(c) ? '_' : c);
      }
    }
    return safe.toString();
  }
}
