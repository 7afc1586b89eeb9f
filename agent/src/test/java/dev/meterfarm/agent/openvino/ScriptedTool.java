package dev.meterfarm.agent.openvino;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program in a folder that prints what the real tool prints on a device that is not here. */
final class ScriptedTool {
  private final Path folder;

  ScriptedTool(Path folder, String help, String console, String counters) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("state"));
    Files.writeString(folder.resolve("help.txt"), Fixture.text(help));
    Files.writeString(folder.resolve("console.txt"), Fixture.text(console));
    Files.writeString(folder.resolve("counters.csv"), Fixture.text(counters));
    Files.writeString(path(), Fixture.text("benchmark_app.sh"));
    if (!path().toFile().setExecutable(true)) {
      throw new IOException("cannot make " + path() + " executable");
    }
  }

  Path path() {
    return folder.resolve("benchmark_app");
  }

  /** From now on it behaves so. */
  void behave(String how) throws IOException {
    Files.writeString(state(how), "");
  }

  Path state(String name) {
    return folder.resolve("state").resolve(name);
  }

  List<String> calls() throws IOException {
    return Files.readAllLines(state("calls"));
  }
}
