package dev.meterfarm.agent.openvino;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What a version of the tool left, as a text. */
final class Fixture {
  private Fixture() {}

  static String text(String name) throws IOException {
    try (InputStream file = Fixture.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
