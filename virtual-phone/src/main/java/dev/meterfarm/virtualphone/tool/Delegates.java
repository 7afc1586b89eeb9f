package dev.meterfarm.virtualphone.tool;

/** The delegates of one run: which are applied, and what they tell. */
final class Delegates {
  private final Flags flags;
  private final GpuMode gpu;
  private final Console console;

  Delegates(Flags flags, GpuMode gpu, Console console) {
    this.flags = flags;
    this.gpu = gpu;
    this.console = console;
  }

  /** Whether the CPU plays the GPU. */
  boolean hasStandIn() {
    return flags.bool("use_gpu") && gpu == GpuMode.WORKS;
  }

  /**
   * Applies the GPU delegate if it is wanted; true if it was applied, though it may take nothing.
   */
  boolean applyGpu(ModelRun model) throws ToolFailure {
    if (!flags.bool("use_gpu")) {
      return false;
    }
    switch (gpu) {
      case WORKS -> {
        console.runtime("INFO: Created TensorFlow Lite delegate for GPU.");
        console.info("GPU delegate created.");
        return true;
      }
      case UNSUPPORTED -> {
        console.warn("GPU acceleration is unsupported on this platform.");
        return false;
      }
      case FALLBACK -> {
        console.runtime("INFO: Created TensorFlow Lite delegate for GPU.");
        console.info("GPU delegate created.");
        console.runtime(
            "ERROR: Following operations are not supported by GPU delegate:\n"
                + "CONV_2D: no such operation on a virtual phone.\n"
                + "No operations will run on the GPU, and all "
                + model.nodes()
                + " operations will run on the CPU.");
        console.info(
            "Though GPU delegate is explicitly applied, the model graph will not be executed by the"
                + " delegate.");
        return true;
      }
      case NO_LIBRARY -> {
        console.runtime("INFO: Created TensorFlow Lite delegate for GPU.");
        console.info("GPU delegate created.");
        console.runtime(
            "ERROR: Can not open OpenCL library on this device - dlopen failed: library"
                + " \"libOpenCL.so\" not found");
        if (!flags.text("gpu_backend").equals("cl")) {
          console.runtime("ERROR: Falling back to OpenGL");
        }
        console.runtime("ERROR: TfLiteGpuDelegate Init: no GPU");
        console.runtime("ERROR: TfLiteGpuDelegate Prepare: delegate is not initialized");
        throw console.failure("Failed to apply GPU delegate.");
      }
    }
    return false;
  }

  /** What the GPU delegate tells; where it cannot take all, the rest stays on the CPU. */
  void tellGpu(ModelRun model) {
    if (!isComplete(model)) {
      console.runtime(
          "ERROR: Following operations are not supported by GPU delegate:\n"
              + "CUSTOM: no such operation on a virtual phone.\n"
              + (model.nodes() - model.remainingNodes())
              + " operations will run on the GPU, and the remaining "
              + model.remainingNodes()
              + " operations will run on the CPU.");
    }
    console.runtime("INFO: Initialized OpenCL-based API.");
    console.runtime("INFO: Created 1 GPU delegate kernels.");
    console.info(
        "Explicitly applied GPU delegate, and the model graph will be "
            + (isComplete(model) ? "completely" : "partially")
            + " executed by the delegate"
            + (isComplete(model) ? "." : " w/ " + model.delegatedParts() + " delegate kernels."));
  }

  /** What the XNNPACK delegate took. */
  void tellXnnpack(ModelRun model) {
    if (model.delegatedParts() == 0) {
      console.info(
          "Though XNNPACK delegate is explicitly applied, the model graph will not be executed by"
              + " the delegate.");
    } else if (isComplete(model)) {
      console.info(
          "Explicitly applied XNNPACK delegate, and the model graph will be completely executed by"
              + " the delegate.");
    } else {
      console.info(
          "Explicitly applied XNNPACK delegate, and the model graph will be partially executed by"
              + " the delegate w/ "
              + model.delegatedParts()
              + " delegate kernels.");
    }
  }

  /** Ends the run if something stays on the CPU though that is not allowed. */
  void requireFull(ModelRun model, boolean gpuApplied) throws ToolFailure {
    boolean onCpu = !hasStandIn() && gpuApplied;
    boolean delegated = hasStandIn() || flags.bool("use_xnnpack");
    if (flags.bool("require_full_delegation") && (onCpu || (delegated && !isComplete(model)))) {
      throw console.failure("Disallowed CPU fallback detected.");
    }
  }

  private static boolean isComplete(ModelRun model) {
    return model.delegatedParts() == 1 && model.remainingNodes() == 0;
  }
}
