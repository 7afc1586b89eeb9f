package dev.meterfarm.agent.openvino;

/** What the tool left is not what any version that we know leaves. The message says where. */
final class ToolOutputException extends Exception {
  private static final long serialVersionUID = 1L;

  ToolOutputException(String message) {
    super(message);
  }

  ToolOutputException(String message, Throwable cause) {
    super(message, cause);
  }
}
