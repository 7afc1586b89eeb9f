package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.ModelFormatException;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.UnwritableGraphException;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.json.GraphJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.schema.SubGraph;

/** Whatever stands in a file, reading it ends soon, with a graph or with a typed exception. */
class DamagedFileTest {
  private static final byte[] SMALL = smallModel();

  private static byte[] smallModel() {
    GraphBuilder b = new GraphBuilder("small", 1);
    int x = b.conv(b.input(Shape.of(1, 6, 6, 2)), 4, 3, 1, Activation.RELU);
    x = b.concat(x, b.maxPool(x, 3, 1, Padding.SAME));
    x = b.reshape(b.globalMean(x, false), 1, 8);
    return TfliteWriter.toBytes(b.build(b.softmax(b.fullyConnected(x, 3, false, Activation.NONE))));
  }

  @Test
  void a_file_cut_off_anywhere_is_refused_or_read() {
    for (int length = 0; length < SMALL.length; length++) {
      requireCalmReading(Arrays.copyOf(SMALL, length));
    }
  }

  @Test
  void a_file_without_its_second_half_is_refused() {
    assertThatThrownBy(() -> read(Arrays.copyOf(SMALL, SMALL.length / 2)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("'fuzz'")
        .hasMessageContaining("fetch or convert it again");
  }

  @Test
  void every_single_byte_may_be_wrong() {
    for (int at = 0; at < SMALL.length; at++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
        byte[] damaged = SMALL.clone();
        damaged[at] = (byte) value;
        requireCalmReading(damaged);
      }
    }
  }

  @Property(tries = 3_000)
  void many_bytes_may_be_wrong(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
    Random random = new Random(seed);
    byte[] damaged = SMALL.clone();
    for (int i = 0; i < changes; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    requireCalmReading(damaged);
  }

  @Property(tries = 150)
  void bytes_of_a_real_network_may_be_wrong(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] damaged = Files.readAllBytes(Fixtures.file("grouped_conv"));
    for (int i = 0; i < 200; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    requireCalmReading(damaged);
  }

  @Property(tries = 300)
  void options_not_understood_may_be_wrong(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] damaged = Files.readAllBytes(Fixtures.file(Fixtures.UNUSUAL));
    for (int i = 0; i < 20; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    requireCalmReading(damaged);
  }

  @Test
  void something_that_is_no_model_is_refused() {
    assertThatThrownBy(
            () -> read("PK\3\4 this is a zip file, honestly".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("TFL3");
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("only 0 bytes");
  }

  @Test
  void a_model_of_another_schema_version_is_refused() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    Model.startModel(builder);
    Model.addVersion(builder, 2);
    Model.finishModelBuffer(builder, Model.endModel(builder));

    assertThatThrownBy(() -> read(builder.sizedByteArray()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("schema version 2");
  }

  @Test
  void a_model_without_subgraph_is_refused() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    Model.startModel(builder);
    Model.addVersion(builder, 3);
    Model.finishModelBuffer(builder, Model.endModel(builder));

    assertThatThrownBy(() -> read(builder.sizedByteArray()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("no subgraph");
  }

  @Test
  void an_input_that_is_not_there_is_refused() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int inputs = SubGraph.createInputsVector(builder, new int[] {7});
    SubGraph.startSubGraph(builder);
    SubGraph.addInputs(builder, inputs);
    int subgraphs = Model.createSubgraphsVector(builder, new int[] {SubGraph.endSubGraph(builder)});
    Model.startModel(builder);
    Model.addVersion(builder, 3);
    Model.addSubgraphs(builder, subgraphs);
    Model.finishModelBuffer(builder, Model.endModel(builder));

    assertThatThrownBy(() -> read(builder.sizedByteArray()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("names tensor 7");
  }

  @Test
  void tables_that_overlap_by_the_thousand_do_not_fill_the_heap() {
    byte[] evil = new byte[2 << 20];
    ByteBuffer bytes = ByteBuffer.wrap(evil).order(ByteOrder.LITTLE_ENDIAN);
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int[] many = new int[200_000];
    int inputs = SubGraph.createInputsVector(builder, many);
    SubGraph.startSubGraph(builder);
    SubGraph.addInputs(builder, inputs);
    SubGraph.addOutputs(builder, inputs);
    int subgraph = SubGraph.endSubGraph(builder);
    int[] subgraphs = new int[200_000];
    Arrays.fill(subgraphs, subgraph);
    int vector = Model.createSubgraphsVector(builder, subgraphs);
    Model.startModel(builder);
    Model.addVersion(builder, 3);
    Model.addSubgraphs(builder, vector);
    Model.addBuffers(builder, vector);
    Model.addOperatorCodes(builder, vector);
    Model.finishModelBuffer(builder, Model.endModel(builder));
    bytes.put(builder.sizedByteArray());

    requireCalmReading(evil);
  }

  @Test
  void a_missing_file_and_a_directory_are_refused(@TempDir Path folder) {
    assertThatThrownBy(() -> TfliteReader.read(folder.resolve("absent.tflite")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> TfliteReader.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("directory");
  }

  /** What was read can be used: written, described, hashed. */
  private static void requireCalmReading(byte[] bytes) {
    try {
      Graph graph = read(bytes);
      OpCosts.total(graph);
      assertThat(GraphJson.hash(graph)).hasSize(32);
      TfliteWriter.toBytes(graph);
    } catch (ModelFormatException | UnwritableGraphException expected) {
      assertThat(expected).hasMessageContaining("'fuzz'");
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      fail("reading ended with " + e, e);
    }
  }

  private static Graph read(byte[] bytes) {
    return TfliteReader.read(ByteBuffer.wrap(bytes), "fuzz");
  }
}
