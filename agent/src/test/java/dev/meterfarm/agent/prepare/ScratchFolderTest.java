package dev.meterfarm.agent.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
  @TempDir private Path place;

  @Test
  void a_folder_of_a_dead_process_is_removed_and_one_of_a_living_process_stays() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path stale = Files.createDirectories(place.resolve("meterfarm-agent-" + dead.pid() + "-x/1"));
    Files.writeString(stale.resolve("0.tflite"), "model");
    Path alive =
        Files.createDirectory(
            place.resolve("meterfarm-agent-" + ProcessHandle.current().pid() + "-y"));
    Path foreign = Files.createDirectory(place.resolve("meterfarm-agent-notes"));
    try (ScratchFolder scratch = ScratchFolder.openIn(List.of(place))) {
      assertThat(stale.getParent()).doesNotExist();
      assertThat(alive).exists();
      assertThat(foreign).exists();
      assertThat(scratch.root()).isEmptyDirectory();
    }
  }

  @Test
  void closing_removes_everything() throws IOException {
    Path root;
    try (ScratchFolder scratch = ScratchFolder.openIn(List.of(place))) {
      root = scratch.root();
      Files.writeString(scratch.newFolder().resolve("0.tflite"), "model");
    }
    assertThat(root).doesNotExist();
  }

  @Test
  void the_next_place_is_tried_and_none_is_an_error() throws IOException {
    Path missing = place.resolve("missing");
    ScratchFolder.openIn(List.of(missing, place)).close();
    assertThatThrownBy(() -> ScratchFolder.openIn(List.of(missing)))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("free some space")
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.STORAGE_FAILED);
  }
}
