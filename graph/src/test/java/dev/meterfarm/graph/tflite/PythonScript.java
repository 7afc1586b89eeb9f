package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a script of src/test/python over a folder and reads the report that it leaves there. */
final class PythonScript {
  private static final long DEADLINE_MINUTES = 8;

  private final String name;

  PythonScript(String name) {
    this.name = name;
  }

  /** Skips the test if there is no interpreter to run scripts with and none is required. */
  static String requireInterpreter() {
    String python = System.getenv("METERFARM_PYTHON");
    if (python == null && "1".equals(System.getenv("METERFARM_REQUIRE_PYTHON"))) {
      throw new AssertionError("METERFARM_REQUIRE_PYTHON is 1, but METERFARM_PYTHON is not set");
    }
    assumeTrue(python != null, "skipped: METERFARM_PYTHON names no interpreter with LiteRT");
    return python;
  }

  JsonNode report(Path folder) throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    ProcessBuilder builder =
        new ProcessBuilder(requireInterpreter(), "src/test/python/" + name, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("CUDA_VISIBLE_DEVICES", "");
    Process process = builder.start();
    boolean ended = process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("%s ended within %d minutes", name, DEADLINE_MINUTES).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return new ObjectMapper().readTree(folder.resolve("report.json").toFile());
  }
}
