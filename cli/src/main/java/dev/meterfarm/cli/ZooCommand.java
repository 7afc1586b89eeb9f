package dev.meterfarm.cli;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.cost.OpCost;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.graph.zoo.NetworkFamily;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the networks of the zoo and writes them as model files. */
@Command(
    name = "zoo",
    description = "Lists the built-in networks, or writes them as .tflite files.",
    subcommands = {ZooCommand.ListNetworks.class, ZooCommand.Write.class})
final class ZooCommand {

  /** {@code zoo list}. */
  @Command(name = "list", description = "Lists families and networks.")
  static final class ListNetworks implements Runnable {
    @Override
    public void run() {
      TextTable table =
          new TextTable("family", "network", "M parameters", "M multiply-adds", "ops");
      for (NetworkFamily family : Zoo.families()) {
        for (String name : family.networks()) {
          Graph graph = Zoo.network(name);
          OpCost cost = OpCosts.total(graph);
          table.row(
              family.name(),
              name,
              String.format(Locale.ROOT, "%.2f", cost.parameters() / 1e6),
              String.format(Locale.ROOT, "%.0f", cost.flops() / 2e6),
              Integer.toString(graph.ops().size()));
        }
      }
      System.out.print(table);
      System.out.println(
          "\nA family with a seed, such as resnet:42, is a random variant of widths, kernel sizes,"
              + " depths and resolution.");
    }
  }

  /** {@code zoo write}. */
  @Command(name = "write", description = "Writes networks as .tflite files.")
  static final class Write implements Runnable {
    @Parameters(
        arity = "1..*",
        paramLabel = "NAME",
        description = "A network such as resnet50, or a variant such as mobilenet_v2:42.")
    private List<String> names;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        defaultValue = ".",
        description = "Where to write; the current folder by default.")
    private Path out;

    @Override
    public void run() {
      for (String name : names) {
        Path file = out.resolve(name.replace(':', '-') + ".tflite");
        try {
          Graph graph = Zoo.network(name);
          Files.createDirectories(out);
          TfliteWriter.write(graph, file);
        } catch (IllegalArgumentException e) {
          throw new FarmException(ErrorCode.INVALID_REQUEST, e.getMessage(), e);
        } catch (IOException e) {
          throw new FarmException(
              ErrorCode.STORAGE_FAILED,
              "cannot write " + file + ": " + e + "; choose another --out",
              e);
        }
        System.out.println(file);
      }
    }
  }
}
