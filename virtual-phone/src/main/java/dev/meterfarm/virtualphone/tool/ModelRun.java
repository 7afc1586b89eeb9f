package dev.meterfarm.virtualphone.tool;

import dev.meterfarm.tflite.InputFiller;
import dev.meterfarm.tflite.OpProfiler;
import dev.meterfarm.tflite.ProfiledOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.FlatBufferModelBase;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.OpResolver;
import org.bytedeco.tensorflowlite.TfLiteIntArray;

/** A model on the natives. Native memory: everything stays referenced until it is closed. */
final class ModelRun implements AutoCloseable {
  private final FlatBufferModel model;
  private final OpResolver resolver;
  private final InterpreterBuilder builder;
  private final Interpreter interpreter = new Interpreter((Pointer) null);
  private OpProfiler profiler;
  private long originalNodes;

  private ModelRun(FlatBufferModel model, boolean xnnpack) {
    this.model = model;
    this.resolver =
        xnnpack ? new BuiltinOpResolver() : new BuiltinOpResolverWithoutDefaultDelegates();
    this.builder = new InterpreterBuilder(model, resolver);
  }

  /** Reads a file; empty if it is no model, of which the natives have told why. */
  static Optional<ModelRun> read(String hostPath, boolean xnnpack) {
    FlatBufferModel model = FlatBufferModelBase.VerifyAndBuildFromFile(hostPath);
    return model == null || model.isNull()
        ? Optional.empty()
        : Optional.of(new ModelRun(model, xnnpack));
  }

  /** Builds the interpreter; false if the natives refused, and told why. */
  boolean build(int threads, boolean allowFp16) {
    builder.SetNumThreads(threads);
    if (builder.apply(interpreter) != 0 || interpreter.isNull()) {
      return false;
    }
    interpreter.SetAllowFp16PrecisionForFp32(allowFp16);
    originalNodes = interpreter.nodes_size();
    return true;
  }

  /** Has ops told; before {@link #allocate}, because delegates ask for it there. */
  void profileWith(OpProfiler of) {
    profiler = of;
    interpreter.AddProfiler(of.attachment());
  }

  /** Allocates tensors, which applies the delegate, and fills the inputs. */
  boolean allocate(InputFiller filler) {
    if (interpreter.AllocateTensors() != 0) {
      return false;
    }
    filler.fillAll(interpreter);
    return true;
  }

  /** Runs it once; false if the natives refused. */
  boolean invoke() {
    if (profiler != null) {
      profiler.restart();
    }
    return interpreter.Invoke() == 0;
  }

  /** The ops of the last run. */
  List<ProfiledOp> profiled() {
    return profiler.profiled();
  }

  /** How many parts of the graph a delegate runs. */
  int delegatedParts() {
    return (int) plan().stream().filter(node -> node >= originalNodes).count();
  }

  /** How many nodes of the graph run outside any delegate. */
  int remainingNodes() {
    return plan().size() - delegatedParts();
  }

  int nodes() {
    return (int) originalNodes;
  }

  private List<Integer> plan() {
    var plan = interpreter.execution_plan();
    List<Integer> nodes = new ArrayList<>();
    for (long i = 0; i < plan.limit(); i++) {
      nodes.add(plan.get(i));
    }
    return nodes;
  }

  /** The names of a node's outputs, as the tool's profile names the node. */
  String outputsOf(int node) {
    TfLiteIntArray outputs = interpreter.node_and_registration(node).first().outputs();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      BytePointer name = interpreter.tensor(outputs.data(i)).name();
      names.add(name == null || name.isNull() ? "" : name.getString());
    }
    return "[" + String.join(", ", names) + "]";
  }

  @Override
  public void close() {
    interpreter.deallocate();
    builder.deallocate();
    resolver.deallocate();
    model.deallocate();
  }
}
