package dev.meterfarm.coordinator.learning.weka;

/**
 * Keeps Weka to itself: no folder in the user's home, no package manager that asks the network, no
 * search for native linear algebra. Has to run before the first class of Weka is loaded.
 */
final class WekaHome {
  private WekaHome() {}

  /** Sets what is not set yet; does nothing the second time. */
  static void redirect() {
    setIfAbsent("WEKA_HOME", System.getProperty("java.io.tmpdir") + "/meterfarm-weka");
    setIfAbsent("weka.packageManager.offline", "true");
    setIfAbsent("weka.packageManager.loadPackages", "false");
    setIfAbsent("com.github.fommil.netlib.BLAS", "com.github.fommil.netlib.F2jBLAS");
    setIfAbsent("com.github.fommil.netlib.LAPACK", "com.github.fommil.netlib.F2jLAPACK");
    setIfAbsent("com.github.fommil.netlib.ARPACK", "com.github.fommil.netlib.F2jARPACK");
  }

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
