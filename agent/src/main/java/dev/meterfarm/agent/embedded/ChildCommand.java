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
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

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
          JsonTypeInfo.class,
          Pointer.class,
          org.bytedeco.tensorflowlite.global.tensorflowlite.class);

  private ChildCommand() {}

  /**
   * The command line.
   *
   * @throws DeviceException if there are no natives for this platform
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
            "-Dfile.encoding=UTF-8"));
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      line.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    }
    if (Runtime.version().feature() >= 22) {
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(List.of("-cp", classPath(), ChildMain.class.getName()));
    return line;
  }

  private static String classPath() {
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> type : NEEDED) {
      entries.add(placeOf(type));
    }
    entries.add(nativesJar().toString());
    entries.add(jarWith("org/bytedeco/javacpp/" + platform() + "/", "jnijavacpp").toString());
    return String.join(File.pathSeparator, entries);
  }

  private static String placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class path entry with an odd name", e);
    }
  }

  /** The jar that holds TFLite for this platform. */
  static Path nativesJar() {
    return jarWith("org/bytedeco/tensorflowlite/" + platform() + "/", "jnitensorflowlite");
  }

  private static String platform() {
    return Loader.getPlatform();
  }

  private static Path jarWith(String folder, String library) {
    String resource = folder + System.mapLibraryName(library);
    URL found = ChildCommand.class.getClassLoader().getResource(resource);
    if (found == null) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING,
          "there are no TFLite natives for "
              + platform()
              + " on the class path: they exist for linux-x86_64 and linux-arm64. Run the agent on"
              + " such a host, or use the simulated targets");
    }
    String url = found.toString(); // jar:file:/path/to.jar!/resource
    return Path.of(URI.create(url.substring("jar:".length(), url.indexOf("!/"))));
  }

  /** SHA-256 of the natives' jar, shortened. */
  static String nativesHash() {
    try {
      return HostReadings.sha256(Files.readAllBytes(nativesJar())).substring(0, 16);
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING, "cannot read " + nativesJar() + ": " + e.getMessage(), e);
    }
  }
}
