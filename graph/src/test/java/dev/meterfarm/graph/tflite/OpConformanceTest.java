package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What we write means to a runtime what TensorFlow means by it. */
@Tag("python")
class OpConformanceTest {
  /** Of the largest output. */
  private static final double TOLERANCE = 1e-4;

  @TestFactory
  Stream<DynamicTest> every_operator_agrees_with_TensorFlow(@TempDir Path folder)
      throws IOException, InterruptedException {
    PythonScript.requireInterpreter();
    List<Graph> samples = OneOpGraphs.all();
    for (Graph sample : samples) {
      TfliteWriter.write(sample, folder.resolve(sample.name() + ".tflite"));
      Files.writeString(folder.resolve(sample.name() + ".json"), GraphJson.write(sample));
    }

    JsonNode report = new PythonScript("check_ops.py").report(folder);

    assertThat(report).hasSameSizeAs(samples);
    return samples.stream()
        .map(
            sample ->
                DynamicTest.dynamicTest(
                    sample.name(), () -> requireAgreement(report.get(sample.name()))));
  }

  private static void requireAgreement(JsonNode result) {
    assertThat(result.path("failure").asText()).isEmpty();
    assertThat(result.get("delegate").asDouble()).isLessThan(TOLERANCE);
    assertThat(result.get("kernels").asDouble()).isLessThan(TOLERANCE);
  }
}
