package dev.meterfarm.agent.openvino;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The graph that the runtime really executes. Its {@code originalLayersNames} tell which layers of
 * the model became one node.
 */
final class ExecutionGraph {
  private static final int LONGEST = 1 << 26;

  private ExecutionGraph() {}

  /**
   * One node.
   *
   * @param type what the runtime calls it
   * @param order when it runs
   * @param layers the model's layers in it; empty for what the runtime added
   * @param kernel what executes it
   * @param nanos its time; 0 where it was not executed or took less than the runtime counts
   */
  record Node(String type, long order, List<String> layers, String kernel, long nanos) {
    Node {
      layers = List.copyOf(layers);
    }
  }

  /**
   * The nodes in the order in which they run.
   *
   * @throws ToolOutputException if it is no such graph
   */
  static List<Node> parse(String xml) throws ToolOutputException {
    if (xml.length() > LONGEST) {
      throw new ToolOutputException("the execution graph has " + xml.length() + " characters");
    }
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    List<Node> nodes = new ArrayList<>();
    boolean isNet = false;
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
      String type = "";
      while (reader.hasNext()) {
        if (reader.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        switch (reader.getLocalName()) {
          case "net" -> isNet = true;
          case "layer" -> type = attribute(reader, "type");
          case "data" -> nodes.add(node(type, reader));
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      throw new ToolOutputException("the execution graph is not whole: " + e.getMessage(), e);
    }
    if (!isNet) {
      throw new ToolOutputException("the execution graph has no 'net'");
    }
    nodes.sort(Comparator.comparingLong(Node::order));
    return List.copyOf(nodes);
  }

  private static String attribute(XMLStreamReader reader, String name) {
    String value = reader.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  private static Node node(String type, XMLStreamReader reader) throws ToolOutputException {
    String names = attribute(reader, "originalLayersNames");
    String micros = attribute(reader, "execTimeMcs");
    return new Node(
        type,
        number(attribute(reader, "execOrder"), "execOrder"),
        names.isEmpty() ? List.of() : List.of(names.split(",")),
        attribute(reader, "primitiveType"),
        micros.isEmpty() || micros.equals("not_executed")
            ? 0
            : number(micros, "execTimeMcs") * 1000);
  }

  private static long number(String text, String what) throws ToolOutputException {
    if (!text.matches("\\d{1,12}")) {
      throw new ToolOutputException("the execution graph has the " + what + " '" + text + "'");
    }
    return Long.parseLong(text);
  }
}
