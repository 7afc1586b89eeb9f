package dev.meterfarm.agent.embedded;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.embedded.child.ChildMain;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import dev.meterfarm.tflite.NativesClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of the child JVM: the same Java, and of our class path only what the child
 * needs, found where this process itself found it, be that a folder of jars or of classes.
 */
final class ChildCommand {
  private static final List<Class<?>> NEEDED =
      List.of(
          ChildMain.class,
          SampleStatistics.class,
          ObjectMapper.class,
          JsonParser.class,
          JsonTypeInfo.class);

  private ChildCommand() {}

  /**
   * The command line.
   *
   * @throws dev.meterfarm.protocol.error.FarmException if there are no natives for this platform
   */
  static List<String> line(CpuPlan cpus, Path scratch) {
    List<String> line = new ArrayList<>();
    if (cpus.isPinned()) {
      line.addAll(List.of("taskset", "-c", cpus.others()));
    }
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Few collections, few compilations, no safepoint without need: the measuring thread is not to
    // be stopped while it times.
    line.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:GuaranteedSafepointInterval=0",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ErrorFile=" + scratch.resolve("crash-%p.log"),
            "-Xshare:auto",
            // Models live outside the heap and may take what the machine has.
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dfile.encoding=UTF-8"));
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      line.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    }
    if (Runtime.version().feature() >= 22) {
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(List.of("-cp", NativesClassPath.of(NEEDED), ChildMain.class.getName()));
    return line;
  }

  /** SHA-256 of the natives' jar, shortened. */
  static String nativesHash() {
    try {
      return HostReadings.sha256(Files.readAllBytes(NativesClassPath.nativesJar()))
          .substring(0, 16);
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING,
          "cannot read " + NativesClassPath.nativesJar() + ": " + e.getMessage(),
          e);
    }
  }
}
