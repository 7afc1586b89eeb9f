package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Networks made by TensorFlow's converter; see src/test/python/make_fixtures.py. */
final class Fixtures {
  /** Made of operators that we understand. */
  static final List<String> KNOWN =
      List.of(
          "plain_cnn",
          "squeeze_excite_hswish",
          "encoder_decoder",
          "transformer",
          "grouped_conv",
          "mobilenet_v2_128",
          "resnet_96",
          "shuffle_split_160");

  /** Made mostly of operators that we do not understand. */
  static final String UNUSUAL = "unusual_ops";

  private Fixtures() {}

  static Stream<String> known() {
    return KNOWN.stream();
  }

  static Path file(String name) {
    return Path.of("src/test/resources/fixtures", name + ".tflite");
  }

  static Graph read(String name) {
    return TfliteReader.read(file(name));
  }
}
