package dev.meterfarm.tflite;

import dev.meterfarm.protocol.measurement.ExecutedOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.Profiler;
import org.bytedeco.tensorflowlite.TelemetryProfiler;
import org.bytedeco.tensorflowlite.TfLiteTelemetryProfilerStruct;
import org.bytedeco.tensorflowlite.TfLiteTelemetrySettings;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * Records which ops the runtime executes. One per process, because native code keeps pointers to
 * the callbacks; belongs to the measuring thread.
 *
 * <p>An op that TFLite runs itself is told as a begin and an end, timed here. A delegate is such an
 * op too, but inside it every op that XNNPACK runs is told with its own whole microseconds; then
 * the ops inside are what was executed, and the bracket around them is dropped.
 */
public final class OpProfiler {
  /** One event of an invocation; an open bracket has no time yet. */
  private static final class Event {
    private final String name;
    private final long node;
    private final boolean inner;
    private final long begin;
    private long nanos;
    private boolean hasInner;

    Event(String name, long node, boolean inner, long begin, long nanos) {
      this.name = name;
      this.node = node;
      this.inner = inner;
      this.begin = begin;
      this.nanos = nanos;
    }
  }

  private final List<Event> events = new ArrayList<>();
  private int open = -1;

  // Native code keeps pointers to all of these.
  private final TfLiteTelemetryProfilerStruct callbacks = new TfLiteTelemetryProfilerStruct();
  private final Begin begin = new Begin();
  private final End end = new End();
  private final Inner inner = new Inner();
  private final Telemetry telemetry = new Telemetry();
  private final TelemetryOp telemetryOp = new TelemetryOp();
  private final Settings settings = new Settings();
  private final TelemetryProfiler profiler;

  /** Makes the callbacks and hands them to native code. */
  public OpProfiler() {
    callbacks.data(null);
    callbacks.ReportBeginOpInvokeEvent(begin);
    callbacks.ReportEndOpInvokeEvent(end);
    callbacks.ReportOpInvokeEvent(inner);
    callbacks.ReportTelemetryEvent(telemetry);
    callbacks.ReportTelemetryOpEvent(telemetryOp);
    callbacks.ReportSettings(settings);
    profiler = tensorflowlite.MakeTfLiteTelemetryProfiler(callbacks);
  }

  /** What to attach to an interpreter before its tensors are allocated. */
  public Profiler attachment() {
    return profiler;
  }

  /**
   * Invokes an interpreter that has {@link #attachment()} a few times and tells its ops, each with
   * the median of its times.
   *
   * @param maxNanos no further invocation starts after this long
   */
  public List<ExecutedOp> record(Interpreter interpreter, int runs, long maxNanos) {
    List<List<ExecutedOp>> recorded = new ArrayList<>();
    long start = System.nanoTime();
    for (int run = 0; run <= runs; run++) {
      restart();
      if (interpreter.Invoke() != 0) {
        return List.of();
      }
      if (run > 0 || runs == 0) { // The first run warms caches and callbacks.
        recorded.add(executed());
      }
      if (!recorded.isEmpty() && System.nanoTime() - start > maxNanos) {
        break;
      }
    }
    return median(recorded);
  }

  /** Forgets what was executed so far; to be called before an invocation that is to be told. */
  public void restart() {
    events.clear();
    open = -1;
  }

  /** The ops that were executed since {@link #restart()}, in order. */
  public List<ProfiledOp> profiled() {
    return events.stream()
        .filter(e -> !e.hasInner)
        .map(e -> new ProfiledOp(e.name, e.node, e.inner, e.nanos))
        .toList();
  }

  private List<ExecutedOp> executed() {
    return profiled().stream().map(op -> new ExecutedOp(op.name(), op.nanos())).toList();
  }

  private static List<ExecutedOp> median(List<List<ExecutedOp>> recorded) {
    List<ExecutedOp> first = recorded.get(0);
    List<ExecutedOp> result = new ArrayList<>();
    for (int op = 0; op < first.size(); op++) {
      long[] times = new long[recorded.size()];
      for (int run = 0; run < times.length; run++) {
        List<ExecutedOp> of = recorded.get(run);
        times[run] = of.size() == first.size() ? of.get(op).nanos() : first.get(op).nanos();
      }
      Arrays.sort(times);
      result.add(new ExecutedOp(first.get(op).name(), times[times.length / 2]));
    }
    return result;
  }

  private final class Begin
      extends TfLiteTelemetryProfilerStruct
          .ReportBeginOpInvokeEvent_TfLiteTelemetryProfilerStruct_BytePointer_long_long {
    @Override
    public int call(TfLiteTelemetryProfilerStruct of, BytePointer name, long node, long graph) {
      open = events.size();
      events.add(new Event(name.getString(), node, false, System.nanoTime(), 0));
      return open;
    }
  }

  private final class End
      extends TfLiteTelemetryProfilerStruct
          .ReportEndOpInvokeEvent_TfLiteTelemetryProfilerStruct_int {
    @Override
    public void call(TfLiteTelemetryProfilerStruct of, int handle) {
      if (handle >= 0 && handle < events.size()) {
        Event event = events.get(handle);
        event.nanos = System.nanoTime() - event.begin;
      }
      open = -1;
    }
  }

  private final class Inner
      extends TfLiteTelemetryProfilerStruct
          .ReportOpInvokeEvent_TfLiteTelemetryProfilerStruct_BytePointer_long_long_long {
    @Override
    public void call(
        TfLiteTelemetryProfilerStruct of, BytePointer name, long micros, long node, long graph) {
      if (open >= 0) {
        events.get(open).hasInner = true;
      }
      events.add(new Event(name.getString(), node, true, 0, micros * 1000));
    }
  }

  private static final class Telemetry
      extends TfLiteTelemetryProfilerStruct
          .ReportTelemetryEvent_TfLiteTelemetryProfilerStruct_BytePointer_long {
    @Override
    public void call(TfLiteTelemetryProfilerStruct of, BytePointer name, long status) {}
  }

  private static final class TelemetryOp
      extends TfLiteTelemetryProfilerStruct
          .ReportTelemetryOpEvent_TfLiteTelemetryProfilerStruct_BytePointer_long_long_long {
    @Override
    public void call(
        TfLiteTelemetryProfilerStruct of, BytePointer name, long op, long graph, long status) {}
  }

  private static final class Settings
      extends TfLiteTelemetryProfilerStruct
          .ReportSettings_TfLiteTelemetryProfilerStruct_BytePointer_TfLiteTelemetrySettings {
    @Override
    public void call(
        TfLiteTelemetryProfilerStruct of, BytePointer name, TfLiteTelemetrySettings value) {}
  }
}
