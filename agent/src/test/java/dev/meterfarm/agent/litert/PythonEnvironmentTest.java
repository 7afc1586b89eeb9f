package dev.meterfarm.agent.litert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {
  private static final String DRIVERS = "VK_ICD_FILENAMES";

  @TempDir private Path root;
  private Path swiftShader;

  @BeforeEach
  void installChromium() throws IOException {
    swiftShader = root.resolve("usr/lib/chromium/vk_swiftshader_icd.json");
    Files.createDirectories(swiftShader.getParent());
    Files.writeString(swiftShader, "{}");
  }

  private Map<String, String> variables(Map<String, String> own, Map<String, String> inherited) {
    return new PythonEnvironment("python", own, inherited, root).variables(root);
  }

  @Test
  void without_a_gpu_swiftshader_is_found_where_debian_puts_it() {
    assertThat(variables(Map.of(), Map.of())).containsEntry(DRIVERS, swiftShader.toString());
  }

  @Test
  void a_real_gpu_comes_first() throws IOException {
    Files.createDirectories(root.resolve("dev/dri/renderD128"));
    assertThat(variables(Map.of(), Map.of())).doesNotContainKey(DRIVERS);
  }

  @Test
  void a_screen_without_a_gpu_is_none() throws IOException {
    Files.createDirectories(root.resolve("dev/dri/card0"));
    assertThat(variables(Map.of(), Map.of())).containsEntry(DRIVERS, swiftShader.toString());
  }

  @Test
  void whatever_the_user_names_is_left_alone() {
    assertThat(variables(Map.of(DRIVERS, "mine.json"), Map.of()))
        .containsEntry(DRIVERS, "mine.json");
    assertThat(variables(Map.of(), Map.of("VK_DRIVER_FILES", "x"))).doesNotContainKey(DRIVERS);
  }

  @Test
  void nothing_is_promised_where_nothing_is() throws IOException {
    Files.delete(swiftShader);
    assertThat(variables(Map.of(), Map.of())).doesNotContainKey(DRIVERS);
  }

  @Test
  void the_runtime_folder_is_private() {
    assertThat(variables(Map.of(), Map.of())).containsEntry("XDG_RUNTIME_DIR", root.toString());
  }
}
