package dev.meterfarm.agent.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.graph.zoo.NetworkFamily;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.houserules.PythonForTests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.FlatBufferModelBase;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the embedded runtime computes of a network of each zoo family, before its softmax, is what
 * another release computes with other code: LiteRT's wheel without XNNPACK.
 */
@Tag("python")
class ZooOutputsTest {
  private static final long DEADLINE_SECONDS = 300;

  @TempDir private Path folder;

  @Test
  void agree_with_an_interpreter_that_is_not_ours() throws Exception {
    String python = PythonForTests.require("LiteRT");
    List<String> command = new ArrayList<>(List.of(python, script().toString()));
    for (NetworkFamily family : Zoo.families()) {
      Path file = folder.resolve(family.name() + ".tflite");
      TfliteWriter.write(withoutSoftmax(family.variant(0)), file);
      run(file);
      command.add(file.toString());
    }
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();

    assertThat(ended).as("ended within %d s", DEADLINE_SECONDS).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log).lines().filter(line -> line.startsWith("agrees")))
        .hasSameSizeAs(Zoo.families());
  }

  private Path script() throws IOException {
    try (InputStream source = ZooOutputsTest.class.getResourceAsStream("compare_outputs.py")) {
      return Files.write(
          folder.resolve("compare_outputs.py"),
          Objects.requireNonNull(source, "compare_outputs.py").readAllBytes());
    }
  }

  /** A softmax would hide differences: it ends in numbers between 0 and 1. */
  private static Graph withoutSoftmax(Graph graph) {
    Op last = graph.op(graph.producer(graph.outputs().get(0)));
    assertThat(last.type()).as(graph.name()).isEqualTo(OpType.SOFTMAX);
    return new Graph(
        graph.name(),
        graph.tensors(),
        graph.ops().stream().filter(op -> !op.equals(last)).toList(),
        graph.inputs(),
        List.of(last.inputs().get(0)));
  }

  /** Runs a model on the embedded runtime and leaves input and output beside it. */
  private static void run(Path file) throws IOException {
    FlatBufferModel model = FlatBufferModelBase.VerifyAndBuildFromFile(file.toString());
    assertThat(model).as(file.toString()).isNotNull();
    try (model;
        BuiltinOpResolver resolver = new BuiltinOpResolver();
        InterpreterBuilder builder = new InterpreterBuilder(model, resolver);
        Interpreter interpreter = new Interpreter((Pointer) null)) {
      assertThat(builder.apply(interpreter)).isZero();
      assertThat(interpreter.AllocateTensors()).isZero();
      float[] image = new float[(int) (interpreter.input_tensor(0).bytes() / Float.BYTES)];
      SplittableRandom random = new SplittableRandom(7);
      for (int i = 0; i < image.length; i++) {
        image[i] = (float) (random.nextDouble() * 2 - 1);
      }
      FloatPointer input = interpreter.typed_input_tensor_float(0);
      input.limit(image.length);
      input.put(image);
      assertThat(interpreter.Invoke()).isZero();
      float[] scores = new float[(int) (interpreter.output_tensor(0).bytes() / Float.BYTES)];
      FloatPointer output = interpreter.typed_output_tensor_float(0);
      output.limit(scores.length);
      output.get(scores);
      save(image, file.resolveSibling(file.getFileName() + ".input"));
      save(scores, file.resolveSibling(file.getFileName() + ".output"));
    }
  }

  private static void save(float[] values, Path file) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }
}
