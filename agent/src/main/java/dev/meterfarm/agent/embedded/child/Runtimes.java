package dev.meterfarm.agent.embedded.child;

import dev.meterfarm.tflite.InputFiller;
import dev.meterfarm.tflite.OpProfiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.OpResolver;
import org.bytedeco.tensorflowlite.Profiler;

/** What all models of this process share. Belongs to the measuring thread. */
final class Runtimes {
  private static final int MOST_CHARACTERS = 2_000;

  private final OpResolver withXnnpack = new BuiltinOpResolver();
  private final OpResolver builtin = new BuiltinOpResolverWithoutDefaultDelegates();
  private final InputFiller filler = new InputFiller();
  private final OpProfiler profiler = new OpProfiler();
  private final Path errorLog;

  Runtimes(Path errorLog) {
    this.errorLog = errorLog;
  }

  LoadedModel load(String path, boolean xnnpack, int threads, boolean profiled)
      throws LoadedModel.RefusedException {
    Profiler attachment = profiled ? profiler.attachment() : null;
    return LoadedModel.load(
        path, xnnpack ? withXnnpack : builtin, threads, attachment, filler, complaints());
  }

  OpProfiler profiler() {
    return profiler;
  }

  /** Tells what has come to the error log from now on, as the tail of a message. */
  private Supplier<String> complaints() {
    long from = errorLog.toFile().length();
    return () -> {
      String text = read(from).strip();
      return text.isEmpty() ? "" : ": " + text.replaceAll("\\s*\\R\\s*", "; ");
    };
  }

  private String read(long from) {
    try (var channel = Files.newByteChannel(errorLog)) {
      channel.position(Math.min(from, channel.size()));
      var buffer = java.nio.ByteBuffer.allocate(MOST_CHARACTERS);
      int read;
      do {
        read = channel.read(buffer);
      } while (read > 0 && buffer.hasRemaining());
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(its error output cannot be read: " + e.getMessage() + ")";
    }
  }
}
