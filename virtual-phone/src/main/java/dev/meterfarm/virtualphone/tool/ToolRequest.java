package dev.meterfarm.virtualphone.tool;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run that is asked for, on one line.
 *
 * @param root the host's folder that the tool takes for its root
 * @param folder the tool's working folder
 * @param cpus the host's CPUs for the run, such as {@code 1}; empty for any
 * @param arguments the tool's arguments
 */
public record ToolRequest(
    ToolVersion version,
    GpuMode gpu,
    String root,
    String folder,
    String cpus,
    List<String> arguments) {
  private static final int FIXED = 5;

  public ToolRequest {
    arguments = List.copyOf(arguments);
  }

  /** Its line. */
  public String line() {
    return Stream.concat(
            Stream.of(version.name(), gpu.name(), root, folder, cpus), arguments.stream())
        .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** What a line asks for. */
  static ToolRequest parse(String line) {
    List<String> words =
        Arrays.stream(line.split("&", -1))
            .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
            .toList();
    return new ToolRequest(
        ToolVersion.valueOf(words.get(0)),
        GpuMode.valueOf(words.get(1)),
        words.get(2),
        words.get(3),
        words.get(4),
        words.subList(FIXED, words.size()));
  }
}
