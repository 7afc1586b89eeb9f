package dev.meterfarm.graph.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.houserules.PythonForTests;
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
    return PythonForTests.require("LiteRT");
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
