package dev.meterfarm.agent.embedded.child;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.tflite.InputFiller;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.FlatBufferModelBase;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.OpResolver;
import org.bytedeco.tensorflowlite.Profiler;

/**
 * A model with its interpreter, inputs filled, ready to be invoked. Belongs to the measuring
 * thread. Native memory: model, builder and interpreter are kept referenced until {@link #close()}.
 */
final class LoadedModel implements AutoCloseable {
  /** The runtime refused the model; says why. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final ErrorCode code;

    RefusedException(ErrorCode code, String message) {
      super(message);
      this.code = code;
    }

    ErrorCode code() {
      return code;
    }
  }

  private final FlatBufferModel model;
  private final InterpreterBuilder builder;
  private final Interpreter interpreter;

  private LoadedModel(FlatBufferModel model, InterpreterBuilder builder, Interpreter interpreter) {
    this.model = model;
    this.builder = builder;
    this.interpreter = interpreter;
  }

  /**
   * Loads a model.
   *
   * @param profiler attached before tensors are allocated, because the delegate asks for it then;
   *     null for none
   * @param complaints what the runtime said on its error output since the call began
   */
  static LoadedModel load(
      String path,
      OpResolver resolver,
      int threads,
      Profiler profiler,
      InputFiller filler,
      Supplier<String> complaints)
      throws RefusedException {
    FlatBufferModel model = FlatBufferModelBase.VerifyAndBuildFromFile(path);
    if (model == null || model.isNull()) {
      throw new RefusedException(
          ErrorCode.MODEL_UNREADABLE, "not a readable .tflite file" + complaints.get());
    }
    InterpreterBuilder builder = new InterpreterBuilder(model, resolver);
    builder.SetNumThreads(threads);
    Interpreter interpreter = new Interpreter((Pointer) null);
    LoadedModel loaded = new LoadedModel(model, builder, interpreter);
    boolean ready = false;
    try {
      loaded.require(builder.apply(interpreter), "build an interpreter for it", complaints);
      if (profiler != null) {
        interpreter.AddProfiler(profiler);
      }
      loaded.require(interpreter.AllocateTensors(), "allocate its tensors", complaints);
      filler.fillAll(interpreter);
      ready = true;
      return loaded;
    } finally {
      if (!ready) {
        loaded.close();
      }
    }
  }

  private void require(int status, String what, Supplier<String> complaints)
      throws RefusedException {
    if (status != 0) {
      throw new RefusedException(
          ErrorCode.MODEL_UNSUPPORTED, "the runtime could not " + what + complaints.get());
    }
  }

  Interpreter interpreter() {
    return interpreter;
  }

  @Override
  public void close() {
    interpreter.deallocate();
    builder.deallocate();
    model.deallocate();
  }
}
