package dev.meterfarm.virtualphone.tool;

/** What becomes of {@code --use_gpu=true}; none of these phones has a GPU of its own. */
public enum GpuMode {
  /**
   * This machine's CPU stands in for the GPU: the delegate tells what a real one does, and takes a
   * model that XNNPACK takes as a whole.
   */
  WORKS,
  /** The tool was built without the GPU delegate: warns, runs on the CPU, exits with 0. */
  UNSUPPORTED,
  /** The delegate takes none of the ops: says so, runs on the CPU, exits with 0. */
  FALLBACK,
  /** There is no OpenCL library and no OpenGL either: fails. */
  NO_LIBRARY
}
