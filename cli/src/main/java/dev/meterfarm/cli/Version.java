package dev.meterfarm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. Thread-safe. */
final class Version implements IVersionProvider {
  private static final String VERSION = read();

  /** The version, such as {@code 0.1.0}. */
  static String text() {
    return VERSION;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "meterfarm " + VERSION,
      "Java "
          + Runtime.version()
          + " on "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
    };
  }

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
