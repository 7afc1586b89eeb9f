package dev.meterfarm.houserules;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Interpreters that tests compare with. Where none is named a test skips and says so, or fails if
 * it was asked for: a comparison that silently does not run protects nobody. Stateless.
 */
public final class PythonForTests {
  private PythonForTests() {}

  /**
   * The one of {@code METERFARM_PYTHON}.
   *
   * @param wheel what the test needs of it, for who is told that it was skipped
   */
  public static String require(String wheel) {
    return require("METERFARM_PYTHON", "METERFARM_REQUIRE_PYTHON", wheel);
  }

  /** The one of {@code METERFARM_OPENVINO_PYTHON}. */
  public static String requireOpenVino() {
    return require("METERFARM_OPENVINO_PYTHON", "METERFARM_REQUIRE_OPENVINO", "OpenVINO");
  }

  private static String require(String variable, String demand, String wheel) {
    String python = System.getenv(variable);
    if (python == null && "1".equals(System.getenv(demand))) {
      throw new AssertionError(demand + " is 1, but " + variable + " is not set");
    }
    assumeTrue(python != null, "skipped: " + variable + " names no interpreter with " + wheel);
    return python;
  }
}
