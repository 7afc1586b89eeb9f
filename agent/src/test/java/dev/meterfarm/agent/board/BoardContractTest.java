package dev.meterfarm.agent.board;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceContract;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** This machine, driven as a board, keeps to what is asked of every device. */
class BoardContractTest extends DeviceContract {
  @TempDir private static Path folder;
  private BenchmarkToolForTests tool;
  private LocalAgent agent;

  @Override
  protected Device open(ScratchFolder scratch) {
    try {
      tool = BenchmarkToolForTests.start(folder);
      Path profiles = Files.createDirectories(folder.resolve("profiles"));
      Files.writeString(
          profiles.resolve("board.yaml"),
          """
          device: board
          driver: benchmark-model
          tool: {benchmark-model: %s}
          health: {most-load: 1000, least-disk-megabytes: 1, most-celsius: 150, drift-percent: 1000}
          targets:
            board-cpu: {}
          """
              .formatted(tool.program()));
      agent = LocalAgent.open(LocalAgent.profiles(profiles), WantedTargets.all());
      return agent.devices().get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected String target() {
    return "board-cpu";
  }

  @AfterAll
  void stop() throws IOException {
    agent.close();
    tool.close();
  }
}
