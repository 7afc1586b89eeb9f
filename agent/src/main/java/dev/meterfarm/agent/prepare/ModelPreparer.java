package dev.meterfarm.agent.prepare;

import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.ModelFormatException;
import dev.meterfarm.graph.UnwritableGraphException;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.graph.tflite.TfliteReader;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Turns the recipes of a job into models that a device can run. A recipe that cannot be followed
 * becomes a refused model; only a full disk or a broken link fails the job. Safe for use from many
 * threads.
 */
public final class ModelPreparer {
  private final ScratchFolder scratch;
  private final Function<String, byte[]> blobs;

  /**
   * A preparer.
   *
   * @param scratch where model files go
   * @param blobs the content of a model file by its SHA-256
   */
  public ModelPreparer(ScratchFolder scratch, Function<String, byte[]> blobs) {
    this.scratch = scratch;
    this.blobs = blobs;
  }

  /**
   * Prepares all models of a job.
   *
   * @throws FarmException if the job cannot be prepared now, but perhaps later
   */
  public PreparedJob prepare(JobSpec spec, ModelFormat format) {
    Path folder = scratch.newFolder();
    try {
      List<PreparedModel> models = new ArrayList<>();
      for (ModelRecipe recipe : spec.models()) {
        models.add(prepare(recipe, format, folder.resolve(models.size() + ".tflite")));
      }
      return new PreparedJob(spec, models, () -> ScratchFolder.delete(folder));
    } catch (RuntimeException | Error e) {
      ScratchFolder.delete(folder);
      throw e;
    }
  }

  private PreparedModel prepare(ModelRecipe recipe, ModelFormat format, Path file) {
    try {
      return switch (format) {
        case GRAPH -> new PreparedModel.InMemory(recipe.hash(), recipe.name(), graph(recipe, file));
        case TFLITE_FILE -> {
          write(recipe, file);
          yield new PreparedModel.OnDisk(recipe.hash(), recipe.name(), file);
        }
      };
    } catch (FarmException e) {
      if (e.code() == ErrorCode.LINK_FAILED || e.code() == ErrorCode.STORAGE_FAILED) {
        throw e;
      }
      return new PreparedModel.Refused(recipe.hash(), recipe.name(), e.code(), e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot write model '" + recipe.name() + "' to " + file + ": " + e.getMessage(),
          e);
    } catch (ModelFormatException e) {
      return new PreparedModel.Refused(
          recipe.hash(), recipe.name(), ErrorCode.MODEL_UNREADABLE, e.getMessage());
    } catch (UnwritableGraphException | IllegalArgumentException e) {
      return new PreparedModel.Refused(
          recipe.hash(),
          recipe.name(),
          ErrorCode.MODEL_UNSUPPORTED,
          "model '" + recipe.name() + "' cannot be built: " + e.getMessage());
    }
  }

  private Graph graph(ModelRecipe recipe, Path file) throws IOException {
    return switch (recipe.form()) {
      case GRAPH -> GraphJson.read(recipe.body());
      case FILE -> {
        write(recipe, file);
        yield TfliteReader.read(file);
      }
    };
  }

  private void write(ModelRecipe recipe, Path file) throws IOException {
    switch (recipe.form()) {
      case GRAPH -> TfliteWriter.write(GraphJson.read(recipe.body()), file);
      case FILE -> Files.write(file, requireBlob(recipe));
    }
  }

  private byte[] requireBlob(ModelRecipe recipe) {
    byte[] content = blobs.apply(recipe.body());
    String actual = sha256(content);
    if (!actual.equals(recipe.body())) {
      throw new FarmException(
          ErrorCode.LINK_FAILED,
          "model file '"
              + recipe.name()
              + "' arrived with SHA-256 "
              + actual
              + " instead of "
              + recipe.body()
              + "; it is asked for again");
    }
    return content;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
