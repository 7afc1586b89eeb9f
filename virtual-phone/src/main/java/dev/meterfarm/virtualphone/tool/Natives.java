package dev.meterfarm.virtualphone.tool;

import dev.meterfarm.tflite.InputFiller;
import dev.meterfarm.tflite.OpProfiler;

/** What all runs of a process share. Native code keeps pointers to the profiler. */
final class Natives {
  private final OpProfiler profiler = new OpProfiler();
  private final InputFiller filler = new InputFiller();
  private boolean toldOfXnnpack;

  OpProfiler profiler() {
    return profiler;
  }

  InputFiller filler() {
    return filler;
  }

  /**
   * A delegate was made. The natives say so once in a process, the original in each run.
   *
   * @return whether the natives have said it before, and so kept silent this time
   */
  boolean keptSilent() {
    boolean before = toldOfXnnpack;
    toldOfXnnpack = true;
    return before;
  }
}
