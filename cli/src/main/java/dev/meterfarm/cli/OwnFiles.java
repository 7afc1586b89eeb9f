package dev.meterfarm.cli;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The user's networks in a folder, as a campaign takes them along. Stateless. */
final class OwnFiles {
  /** One file, without its folder. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record OwnFile(String name, byte[] content) {}

  private OwnFiles() {}

  /** The readable files; of the others the view tells, and they are left out. */
  static List<OwnFile> in(Optional<Path> folder, ProgressView view) {
    List<OwnFile> files = new ArrayList<>();
    if (folder.isEmpty()) {
      return files;
    }
    for (ModelFiles.Entry entry : ModelFiles.read(List.of(folder.get())).entries()) {
      if (entry.graph().isEmpty()) {
        view.note(entry.name(), "left out: " + entry.error());
      } else {
        files.add(new OwnFile(entry.path().getFileName().toString(), content(entry.path())));
      }
    }
    return files;
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.MODEL_UNREADABLE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
