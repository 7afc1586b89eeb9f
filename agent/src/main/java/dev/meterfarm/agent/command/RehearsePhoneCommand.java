package dev.meterfarm.agent.command;

import dev.meterfarm.agent.rehearsal.PhoneRehearsal;
import dev.meterfarm.agent.rehearsal.RehearsalPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Virtual phones behind the adb server of this machine, until somebody has had enough. */
@Command(
    name = "phone",
    description = {
      "Starts virtual phones behind this machine's adb server.",
      "They take pushed files, run shell commands in a folder of their own, and their"
          + " benchmark_model runs models on this machine's CPU: what is measured there tells"
          + " nothing about a real phone. Standard input scripts them; 'help' tells how."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class RehearsePhoneCommand implements Callable<Integer> {
  private static final String USUAL_ADB_PORT = "${env:ANDROID_ADB_SERVER_PORT:-5037}";

  @Option(
      names = "--count",
      defaultValue = "1",
      paramLabel = "N",
      description = "Phones (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--model",
      split = ",",
      defaultValue = "pixel-4",
      paramLabel = "KIND",
      description = {
        "pixel-4, pixel-8, or old (Android 6: 32 bits, no second shell protocol, so no exit status"
            + " over adb); several kinds are taken in turn (default: ${DEFAULT-VALUE})."
      })
  private List<String> models;

  @Option(
      names = "--tool",
      defaultValue = "current",
      paramLabel = "VERSION",
      description =
          "TFLite whose benchmark_model is imitated: 2.4, 2.14 or current (default:"
              + " ${DEFAULT-VALUE}).")
  private String tool;

  @Option(
      names = "--mishap-every",
      converter = DurationConverter.class,
      paramLabel = "DURATION",
      description =
          "Something happens to each phone about that often: it hangs, is unplugged, overheats,"
              + " ... (default: never).")
  private Duration mishapEvery;

  @Option(
      names = "--mishap-lasting",
      defaultValue = "15s",
      converter = DurationConverter.class,
      paramLabel = "DURATION",
      description = "How long it then takes to be well again (default: ${DEFAULT-VALUE}).")
  private Duration mishapLasting;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the mishaps (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of the first phone, the others follow (default: any that are free).")
  private int port;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the phones' files stay (default: they go away with the phones).")
  private Path folder;

  @Option(
      names = "--adb-port",
      defaultValue = USUAL_ADB_PORT,
      paramLabel = "PORT",
      description = "Port of the adb server (default: ANDROID_ADB_SERVER_PORT, else 5037).")
  private int adbPort;

  @Option(
      names = "--adb",
      paramLabel = "FILE",
      description = "Program that starts an adb server where none runs (default: found).")
  private String adb;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    RehearsalPlan plan =
        new RehearsalPlan(
            count,
            models,
            tool,
            port,
            Optional.ofNullable(folder).map(Path::toAbsolutePath),
            adbPort,
            Optional.ofNullable(adb),
            Optional.ofNullable(mishapEvery),
            mishapLasting,
            seed);
    PhoneRehearsal rehearsal = new PhoneRehearsal(plan);
    Thread hook = new Thread(rehearsal::close, "rehearsal-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (rehearsal) {
      rehearsal.start(news -> print(out, news));
      greet(out, rehearsal);
      listen(out, rehearsal);
    }
    Runtime.getRuntime().removeShutdownHook(hook);
    return ExitCode.OK.code();
  }

  private static void print(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  private void greet(PrintWriter out, PhoneRehearsal rehearsal) {
    out.println("VIRTUAL PHONES. Their models run on this machine's CPU.");
    out.printf("%-6s %-17s %-12s %-8s %s%n", "PHONE", "NAME IN ADB", "SERIAL", "ANDROID", "MODEL");
    int place = 0;
    for (PhoneRehearsal.Sight phone : rehearsal.phones()) {
      out.printf(
          "%-6d %-17s %-12s %-8s virtual %s%n",
          ++place, phone.address(), phone.serial(), phone.android(), phone.model());
    }
    out.printf(
        "The adb server on port %d %s and is connected to them.%n",
        adbPort, rehearsal.hasStartedServer() ? "was started" : "was there");
    out.println("Try 'bin/agent devices' in another terminal. Here: 'help', 'quit' or Ctrl-C.");
    out.flush();
  }

  /** Reads standard input; where it is empty from the start, a signal ends the rehearsal. */
  private void listen(PrintWriter out, PhoneRehearsal rehearsal) throws InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    try {
      boolean isDone = false;
      String line = in.readLine();
      if (line == null) {
        new CountDownLatch(1).await();
      }
      while (line != null && !isDone) {
        isDone = line.strip().equals("quit");
        if (!isDone && !line.isBlank()) {
          print(out, answer(rehearsal, Arrays.asList(line.strip().split("\\s+", -1))));
        }
        line = isDone ? null : in.readLine();
      }
    } catch (IOException e) {
      print(out, "standard input cannot be read any more: " + e.getMessage());
    }
  }

  private static String answer(PhoneRehearsal rehearsal, List<String> words) {
    String whom = words.get(0);
    try {
      if (whom.equals("help")) {
        return "PHONE WORDS, or 'all WORDS', or 'quit'. The words:\n"
            + rehearsal.say(1, List.of("help"));
      }
      List<String> rest = words.subList(1, words.size());
      if (whom.equals("all")) {
        for (int i = 1; i <= rehearsal.phones().size(); i++) {
          rehearsal.say(i, rest);
        }
        return "ok";
      }
      if (!whom.matches("[1-9]\\d?")) {
        return "a phone's number, 'all', 'help' or 'quit' is needed first, not '" + whom + "'";
      }
      String said = rehearsal.say(Integer.parseInt(whom), rest);
      return said.isEmpty() ? "ok" : said;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
