package dev.meterfarm.graph.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.UnwritableGraphException;
import dev.meterfarm.graph.zoo.Zoo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class OpenVinoWriterTest {
  @TempDir Path folder;

  private String xml(Graph graph, IrVersion version, IrPrecision precision) throws IOException {
    Path file = folder.resolve("model.xml");
    OpenVinoWriter.write(graph, file, version, precision);
    return Files.readString(file);
  }

  private static Graph convRelu() {
    GraphBuilder graph = new GraphBuilder("tiny", 1);
    int x = graph.input(Shape.of(1, 8, 6, 3));
    return graph.build(graph.conv(x, 4, 3, 2, Activation.RELU));
  }

  @Test
  void a_convolution_has_its_channels_first_and_its_border_in_numbers() throws IOException {
    String xml = xml(convRelu(), IrVersion.V11, IrPrecision.FP32);
    assertThat(xml)
        .contains("<net name=\"tiny\" version=\"11\">")
        .contains("type=\"Parameter\"")
        .contains("shape=\"1,3,8,6\"")
        .contains("type=\"Convolution\"")
        .contains("strides=\"2,2\"")
        .contains("pads_begin=\"0,0\"")
        .contains("pads_end=\"1,1\"")
        .contains("type=\"ReLU\"")
        .doesNotContain("Transpose");
  }

  @Test
  void inputs_and_outputs_tell_how_they_lie() {
    IrModel model =
        OpenVinoWriter.write(convRelu(), folder.resolve("m.xml"), IrVersion.V11, IrPrecision.FP32);
    assertThat(model.inputs())
        .containsExactly(new IrPort("input", Shape.of(1, 3, 8, 6), List.of(0, 3, 1, 2)));
    assertThat(model.outputs())
        .containsExactly(new IrPort("output", Shape.of(1, 4, 4, 3), List.of(0, 3, 1, 2)));
  }

  @Test
  void the_root_stands_where_old_readers_look_for_it() throws IOException {
    assertThat(xml(convRelu(), IrVersion.V10, IrPrecision.FP32).substring(0, 512))
        .contains("<net name=\"tiny\" version=\"10\">");
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet_v2, 0",
    "mobilenet_v3_small, 0",
    "resnet50, 0",
    "densenet121, 0",
    // One for each channel shuffle, as in PyTorch's own model.
    "shufflenet_v2, 16",
    // The image is flattened before the first matrix.
    "alexnet, 1"
  })
  void networks_are_transposed_only_where_they_ask_for_it(String network, int transpositions)
      throws IOException {
    String xml = xml(Zoo.network(network), IrVersion.V11, IrPrecision.FP32);
    assertThat(xml.split("type=\"Transpose\"", -1).length - 1).isEqualTo(transpositions);
  }

  @ParameterizedTest
  @EnumSource(IrPrecision.class)
  void constants_lie_inside_the_file_and_layer_names_are_unique(IrPrecision precision)
      throws Exception {
    Path file = folder.resolve("model.xml");
    OpenVinoWriter.write(Zoo.network("squeezenet"), file, IrVersion.V11, precision);
    long size = Files.size(folder.resolve("model.bin"));
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    NodeList layers = document.getElementsByTagName("layer");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < layers.getLength(); i++) {
      Element layer = (Element) layers.item(i);
      names.add(layer.getAttribute("name"));
      assertThat(layer.getAttribute("name")).doesNotContain(",", ";");
      if (layer.getAttribute("type").equals("Const")) {
        Element data = (Element) layer.getElementsByTagName("data").item(0);
        long offset = Long.parseLong(data.getAttribute("offset"));
        assertThat(offset % 64).isZero();
        assertThat(offset + Long.parseLong(data.getAttribute("size"))).isLessThanOrEqualTo(size);
      }
    }
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
  }

  @Test
  void half_precision_halves_the_constants() throws IOException {
    Graph graph = Zoo.network("mobilenet_v1");
    xml(graph, IrVersion.V11, IrPrecision.FP32);
    long full = Files.size(folder.resolve("model.bin"));
    String xml = xml(graph, IrVersion.V11, IrPrecision.FP16);
    assertThat((double) Files.size(folder.resolve("model.bin")) / full).isBetween(0.49, 0.51);
    assertThat(xml).doesNotContain("FP32");
  }

  @Test
  void weights_are_written_in_the_order_of_the_filter_that_is_read() throws IOException {
    GraphBuilder builder = new GraphBuilder("order", 1);
    int x = builder.input(Shape.of(1, 4, 4, 2));
    int filter =
        builder.floats(Shape.of(1, 1, 2, 2), 1, 2, 3, 4); // of one channel: row, columns, channels
    Graph graph =
        builder.build(
            builder.op(
                OpType.CONV,
                new Attributes.Conv(1, 1, 1, 1, Padding.VALID, Activation.NONE),
                x,
                filter,
                builder.floats(Shape.of(1), 9)));
    String xml = xml(graph, IrVersion.V11, IrPrecision.FP32);
    Matcher place = Pattern.compile("offset=\"(\\d+)\" shape=\"1,2,1,2\"").matcher(xml);
    assertThat(place.find()).isTrue();
    FloatBuffer floats =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.bin")))
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(Integer.parseInt(place.group(1)))
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    assertThat(new float[] {floats.get(), floats.get(), floats.get(), floats.get()})
        .containsExactly(1, 3, 2, 4);
  }

  @Test
  void an_op_without_counterpart_is_refused_by_name() {
    Tensor in = Tensor.variable("in", Shape.of(1, 4));
    Tensor out = Tensor.variable("out", Shape.of(1, 4));
    Op custom = new Op(OpType.CUSTOM, List.of(0), List.of(1), new Attributes.Custom("MyOp"));
    Graph graph = new Graph("odd", List.of(in, out), List.of(custom), List.of(0), List.of(1));
    assertThatThrownBy(() -> xml(graph, IrVersion.V11, IrPrecision.FP32))
        .isInstanceOf(UnwritableGraphException.class)
        .hasMessageContaining("custom:MyOp")
        .hasMessageContaining("odd");
  }

  @Test
  void a_quantised_graph_is_refused_by_the_name_of_its_tensor() {
    Tensor in = new Tensor("pixels", Shape.of(1, 4), ElementType.UINT8, Optional.empty());
    Graph graph = new Graph("quantised", List.of(in), List.of(), List.of(0), List.of(0));
    assertThatThrownBy(() -> xml(graph, IrVersion.V11, IrPrecision.FP32))
        .isInstanceOf(UnwritableGraphException.class)
        .hasMessageContaining("pixels")
        .hasMessageContaining("UINT8");
  }

  @Test
  void no_draft_is_left_behind() throws IOException {
    xml(convRelu(), IrVersion.V11, IrPrecision.FP32);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("model.xml", "model.bin");
    }
  }
}
