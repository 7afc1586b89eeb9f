package dev.meterfarm.tflite;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a failure to load the natives into words that say what to do. */
public final class NativesProblem {
  private static final Pattern VERSION = Pattern.compile("(GLIBC|GLIBCXX)_([0-9.]+)");

  private NativesProblem() {}

  /** What is wrong and what to do about it, in one sentence or two. */
  public static String explain(LinkageError error) {
    StringBuilder said = new StringBuilder();
    for (Throwable t = error; t != null; t = t.getCause()) {
      said.append(t.getMessage()).append(' ');
    }
    return explain(said.toString(), System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static String explain(String said, String os, String arch) {
    Matcher version = VERSION.matcher(said);
    if (version.find()) {
      return "the C library of this system is too old for the TFLite natives: they need "
          + version.group(1)
          + " "
          + version.group(2)
          + ". Use glibc 2.34 and GLIBCXX 3.4.30 or newer (Debian 12, Ubuntu 22.04, Raspberry Pi"
          + " OS 12), or measure on another host";
    }
    if (said.contains("noexec") || said.contains("failed to map segment")) {
      return "the TFLite natives cannot be executed from where they were unpacked: set"
          + " -Dorg.bytedeco.javacpp.cachedir to a folder on a file system without noexec";
    }
    return "there are no TFLite natives for "
        + os
        + " on "
        + arch
        + ": they exist for linux-x86_64 and linux-arm64 with glibc. Run the agent on such a host,"
        + " or use the simulated targets ("
        + said.strip()
        + ")";
  }
}
