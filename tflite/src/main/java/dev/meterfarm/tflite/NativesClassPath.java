package dev.meterfarm.tflite;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * The class path of a child JVM that runs models: the natives of this platform and the jars or
 * folders of classes that hold what the child uses, found where this process itself found them.
 */
public final class NativesClassPath {
  private NativesClassPath() {}

  /**
   * The class path.
   *
   * @param needed one class out of every jar that the child uses beside the natives and this module
   * @throws FarmException if there are no natives for this platform
   */
  public static String of(List<Class<?>> needed) {
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> type : needed) {
      entries.add(placeOf(type));
    }
    entries.add(placeOf(NativesClassPath.class));
    entries.add(placeOf(FarmException.class));
    entries.add(placeOf(Pointer.class));
    entries.add(placeOf(org.bytedeco.tensorflowlite.global.tensorflowlite.class));
    entries.add(nativesJar().toString());
    entries.add(jarWith("org/bytedeco/javacpp/" + platform() + "/", "jnijavacpp").toString());
    return String.join(File.pathSeparator, entries);
  }

  /**
   * The jar that holds TFLite for this platform.
   *
   * @throws FarmException if there is none
   */
  public static Path nativesJar() {
    return jarWith("org/bytedeco/tensorflowlite/" + platform() + "/", "jnitensorflowlite");
  }

  private static String placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class path entry with an odd name", e);
    }
  }

  private static String platform() {
    return Loader.getPlatform();
  }

  private static Path jarWith(String folder, String library) {
    String resource = folder + System.mapLibraryName(library);
    URL found = NativesClassPath.class.getClassLoader().getResource(resource);
    if (found == null) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING,
          "there are no TFLite natives for "
              + platform()
              + " on the class path: they exist for linux-x86_64 and linux-arm64. Run the agent on"
              + " such a host, or use the simulated targets");
    }
    String url = found.toString(); // jar:file:/path/to.jar!/resource
    return Path.of(URI.create(url.substring("jar:".length(), url.indexOf("!/"))));
  }
}
