package dev.meterfarm.agent.openvino;

import dev.meterfarm.protocol.error.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a run of the tool came to nothing.
 *
 * @param code whose fault it was
 * @param phase what the tool was at, by the last step that it announced
 * @param message the sentence of the tool that says it
 */
record ToolFailure(ErrorCode code, String phase, String message) {
  private static final int STEP_READ = 4;
  private static final int STEP_COMPILE = 7;
  private static final int STEP_MEASURE = 10;
  private static final int FIRST_SIGNAL = 128;
  private static final int LONGEST_MESSAGE = 400;

  /** A sentence of the tool, and what it means. The first that is found decides. */
  private record Sign(Pattern text, ErrorCode code) {
    static Sign of(ErrorCode code, String regex) {
      return new Sign(Pattern.compile(regex), code);
    }
  }

  private static final List<Sign> SIGNS =
      List.of(
          Sign.of(ErrorCode.RUNTIME_MISSING, "name is not registered in the"),
          Sign.of(ErrorCode.RUNTIME_MISSING, "Cannot load library"),
          Sign.of(ErrorCode.RUNTIME_MISSING, "Failed to create plugin"),
          Sign.of(ErrorCode.RUNTIME_MISSING, "compiler loading failed"),
          Sign.of(ErrorCode.RUNTIME_MISSING, "is NOT compatible with the ELF"),
          Sign.of(ErrorCode.RUNTIME_MISSING, "No module named"),
          Sign.of(ErrorCode.DEVICE_LOST, "Can not init Myriad device"),
          Sign.of(ErrorCode.DEVICE_LOST, "MYRIAD device is not opened"),
          Sign.of(ErrorCode.DEVICE_LOST, "Myriad device: \\S* ?not found"),
          Sign.of(ErrorCode.DEVICE_LOST, "No NPU devices were found"),
          Sign.of(ErrorCode.DEVICE_LOST, "No available devices"),
          Sign.of(ErrorCode.DEVICE_LOST, "Failed to queue inference: NC_"),
          Sign.of(ErrorCode.DEVICE_LOST, "Failed to read output from FIFO: NC_"),
          Sign.of(ErrorCode.MODEL_UNSUPPORTED, "unsupported layer type"),
          Sign.of(ErrorCode.MODEL_UNSUPPORTED, "from unsupported opset"),
          Sign.of(ErrorCode.MODEL_UNSUPPORTED, "doesn't contain the operation with type"),
          Sign.of(ErrorCode.MODEL_UNSUPPORTED, "NC_OUT_OF_MEMORY|std::bad_alloc|[Oo]ut of memory"),
          Sign.of(ErrorCode.MODEL_UNSUPPORTED, "[Nn]ot supported|[Uu]nsupported operation"),
          Sign.of(ErrorCode.MODEL_UNREADABLE, "Unable to read the model"),
          Sign.of(ErrorCode.MODEL_UNREADABLE, "Unknown model format"),
          Sign.of(ErrorCode.MODEL_UNREADABLE, "cannot be opened|Could not open the file"),
          Sign.of(ErrorCode.MODEL_UNREADABLE, "The support of IR v\\d+ has been removed"),
          Sign.of(ErrorCode.MODEL_UNREADABLE, "weights data in bin file|Incorrect weights"),
          Sign.of(ErrorCode.MODEL_UNREADABLE, "Invalid IR"));

  /** The tool ended, but not well. */
  static ToolFailure ofExit(int code, ConsoleReport report, String out, String err) {
    String said = err + "\n" + out;
    for (Sign sign : SIGNS) {
      if (sign.text().matcher(said).find()) {
        return new ToolFailure(sign.code(), phase(report), sentence(said, sign.text()));
      }
    }
    return new ToolFailure(byStep(code, report.lastStep()), phase(report), ending(code, out, err));
  }

  private static ErrorCode byStep(int exit, int step) {
    if (exit >= FIRST_SIGNAL || step >= STEP_MEASURE) {
      return ErrorCode.RUN_CRASHED;
    }
    if (step >= STEP_COMPILE) {
      return ErrorCode.MODEL_UNSUPPORTED;
    }
    // Before it comes to the model only what we asked for can be wrong.
    return step >= STEP_READ ? ErrorCode.MODEL_UNREADABLE : ErrorCode.RUNTIME_MISSING;
  }

  /** The tool was killed because its time was over. */
  static ToolFailure ofHang(ConsoleReport report) {
    return new ToolFailure(
        ErrorCode.RUN_TIMED_OUT, phase(report), "it did not end and was killed with its children");
  }

  private static String phase(ConsoleReport report) {
    return report.lastStep() == 0
        ? "before its first step"
        : "step " + report.lastStep() + " (" + report.stepText() + ")";
  }

  private static String sentence(String said, Pattern sign) {
    String line =
        said.lines().filter(text -> sign.matcher(text).find()).findFirst().orElse("").strip();
    return shortened(line.replaceFirst("^\\[ ERROR \\] ", ""));
  }

  /** The last sentence of the error, since the first ones name source files. */
  private static String ending(int code, String out, String err) {
    List<String> errors =
        (out + "\n" + err)
            .lines()
            .filter(
                line -> line.startsWith("[ ERROR ]") || line.matches("\\w*(Error|Exception): .*"))
            .toList();
    String last =
        errors.isEmpty()
            ? err.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b)
            : errors.get(errors.size() - 1);
    String by = code >= FIRST_SIGNAL ? "signal " + (code - FIRST_SIGNAL) : "exit code " + code;
    return shortened((last.isBlank() ? "it said nothing" : last.strip()) + " [" + by + "]");
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
  }

  /** What to do about it; empty where the message says all. */
  String remedy(InferenceDevice device) {
    return switch (code) {
      case RUNTIME_MISSING -> missing(device);
      case DEVICE_LOST -> lost(device);
      default -> "";
    };
  }

  private String missing(InferenceDevice device) {
    return switch (device) {
      case CPU -> "run 'bin/agent setup openvino'";
      case GPU ->
          "install Intel's OpenCL runtime (Debian, Ubuntu: intel-opencl-icd) and join the group"
              + " 'render'";
      case NPU ->
          "install Intel's NPU driver (linux-npu-driver: intel-driver-compiler-npu,"
              + " intel-fw-npu, intel-level-zero-npu) and join the group 'render'";
      case MYRIAD ->
          "OpenVINO 2023.0 and later, and all wheels, cannot drive it: name the benchmark_app of"
              + " 2022.3.1, 2022.1 or 2021.4 in the profile (key 'tool')";
    };
  }

  private static String lost(InferenceDevice device) {
    return switch (device) {
      case MYRIAD ->
          "plug the stick into a USB 3 port, install OpenVINO's udev rules"
              + " (97-myriad-usbboot.rules), and end other programs that use it; OpenVINO 2023.0 and"
              + " later, and all wheels, do not know it at all";
      case NPU -> "see that /dev/accel/accel0 exists and that you are in the group 'render'";
      case GPU -> "see that /dev/dri/renderD128 exists and that you are in the group 'render'";
      case CPU -> "";
    };
  }
}
