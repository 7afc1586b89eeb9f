package dev.meterfarm.cli;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.ModelFormatException;
import dev.meterfarm.graph.tflite.TfliteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Model files named on a command line, each read or with the reason why not. Immutable. */
record ModelFiles(List<Entry> entries) {
  /**
   * One file.
   *
   * @param path as the user named it
   * @param graph its content; empty where it could not be read
   * @param error why it could not be read; empty where it could
   */
  record Entry(Path path, Optional<Graph> graph, String error) {
    String name() {
      return path.toString();
    }
  }

  ModelFiles {
    entries = List.copyOf(entries);
  }

  /** Reads every file; a folder stands for the .tflite files in it, by name. */
  static ModelFiles read(List<Path> paths) {
    List<Entry> entries = new ArrayList<>();
    for (Path path : paths) {
      for (Path file : expand(path)) {
        entries.add(readOne(file));
      }
    }
    return new ModelFiles(entries);
  }

  private static List<Path> expand(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> inside = Files.list(path)) {
      return inside.filter(file -> file.toString().endsWith(".tflite")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Entry readOne(Path file) {
    try {
      return new Entry(file, Optional.of(TfliteReader.read(file)), "");
    } catch (ModelFormatException e) {
      return new Entry(file, Optional.empty(), e.getMessage());
    }
  }

  List<Entry> readable() {
    return entries.stream().filter(entry -> entry.graph().isPresent()).toList();
  }

  boolean allReadable() {
    return readable().size() == entries.size();
  }
}
