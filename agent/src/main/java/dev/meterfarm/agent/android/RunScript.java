package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.ToolRun;
import dev.meterfarm.agent.benchmarkmodel.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One script for all runs of the tool in a job, so that the link to the phone is crossed once, and
 * its answer. Lines of the script's own begin with a mark that no tool prints. What runs print is
 * gathered on the phone and told at the end: while models run, the link is quiet but for one line
 * at the start of each.
 */
final class RunScript {
  /** What one run left. */
  record Answer(int visit, ToolRun run, long atMillis) {}

  private static final String SHELL_PID = "shell.pid";
  private static final String TOOL_PID = "tool.pid";
  private static final Pattern MARK_LINE = Pattern.compile("(\\w{1,9})(?: (.*))?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern VISIT = Pattern.compile("(\\d{1,9}) (\\d{1,3}) ?(\\S{0,20})");

  private final String mark;
  private final String folder;
  private final String prefix;

  /**
   * A script.
   *
   * @param mark begins the script's own lines
   * @param folder where the models are, and where it may write
   * @param tool path of the tool
   * @param mask CPUs to run on
   */
  RunScript(String mark, String folder, String tool, OptionalLong mask) {
    this.mark = mark;
    this.folder = folder;
    this.prefix =
        (mask.isPresent() ? "taskset " + Long.toHexString(mask.getAsLong()) + " " : "") + tool;
  }

  /**
   * The script's text.
   *
   * @param files the models, one for each visit
   * @param removes whether it removes the folder in the end, itself with it
   */
  String text(List<Visit> visits, List<String> files, boolean removes) {
    StringBuilder text = new StringBuilder();
    text.append("cd ").append(folder).append(" || exit 97\n");
    text.append("echo $$ > ").append(SHELL_PID).append('\n');
    text.append(": > log\n");
    for (int i = 0; i < visits.size(); i++) {
      text.append("echo \"").append(mark).append(" RUN ").append(i).append("\"\n");
      text.append("read up idle < /proc/uptime\n");
      text.append(prefix).append(" --graph=").append(files.get(i));
      visits.get(i).flags().forEach(flag -> text.append(' ').append(flag));
      text.append(" > out 2> err &\n");
      text.append("echo $! > ").append(TOOL_PID).append('\n');
      text.append("wait $!\n");
      text.append("{ echo \"").append(mark).append(" VISIT ").append(i).append(" $? $up\"; ");
      text.append("cat out; echo; echo \"").append(mark).append(" ERR\"; ");
      text.append("cat err; echo; echo \"").append(mark).append(" DONE\"; } >> log\n");
    }
    text.append("cat log\n");
    text.append("echo \"").append(mark).append(" END\"\n");
    if (removes) {
      text.append("cd /\n").append(removeCommand()).append('\n');
    }
    return text.toString();
  }

  /** True if the script ran to its end. */
  boolean isComplete(String transcript) {
    return transcript.lines().anyMatch(line -> line.strip().equals(mark + " END"));
  }

  /**
   * All runs that ended, in order, those left out of which a line is missing or damaged.
   *
   * @param visits how many there were to be
   */
  List<Answer> answers(String transcript, int visits) {
    List<Answer> answers = new ArrayList<>();
    int visit = -1;
    int status = -1;
    double first = -1;
    double at = 0;
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    StringBuilder into = null;
    for (String line : (Iterable<String>) transcript.lines()::iterator) {
      Optional<Matcher> marked = marked(line);
      if (marked.isEmpty()) {
        if (into != null) {
          into.append(line).append('\n');
        }
        continue;
      }
      into = null;
      Matcher head = VISIT.matcher(Optional.ofNullable(marked.get().group(2)).orElse(""));
      switch (marked.get().group(1)) {
        case "VISIT" -> {
          visit = head.matches() ? below(visits, head.group(1)) : -1;
          if (visit >= 0) {
            status = Integer.parseInt(head.group(2));
            at = seconds(head.group(3));
            first = first < 0 ? at : first;
            out.setLength(0);
            err.setLength(0);
            into = out;
          }
        }
        case "ERR" -> into = visit < 0 ? null : err;
        case "DONE" -> {
          if (visit >= 0) {
            answers.add(
                new Answer(
                    visit,
                    new ToolRun(out.toString(), err.toString(), status),
                    Math.round((at - first) * 1000)));
          }
          visit = -1;
        }
        default -> {}
      }
    }
    return answers;
  }

  private Optional<Matcher> marked(String line) {
    if (!line.startsWith(mark + " ")) {
      return Optional.empty();
    }
    Matcher found = MARK_LINE.matcher(line.substring(mark.length() + 1).strip());
    return found.matches() ? Optional.of(found) : Optional.empty();
  }

  private static double seconds(String uptime) {
    return uptime.matches("\\d{1,10}\\.\\d{1,4}") ? Double.parseDouble(uptime) : 0;
  }

  /** A number that is less than a limit; -1 for any other. */
  private static int below(int limit, String number) {
    int value = NUMBER.matcher(number).matches() ? Integer.parseInt(number) : -1;
    return value < limit ? value : -1;
  }

  /**
   * The visit that a script was at which did not end.
   *
   * @param visits how many there were to be
   */
  OptionalInt lastVisit(String transcript, int visits) {
    OptionalInt last = OptionalInt.empty();
    for (String line : (Iterable<String>) transcript.lines()::iterator) {
      Optional<Matcher> marked = marked(line);
      if (marked.isPresent() && marked.get().group(1).equals("RUN")) {
        int visit = below(visits, Optional.ofNullable(marked.get().group(2)).orElse(""));
        last = visit < 0 ? last : OptionalInt.of(visit);
      }
    }
    return last;
  }

  /** A command that leaves nothing of the job on the phone. */
  String removeCommand() {
    return "rm -rf " + folder;
  }

  /**
   * A command that ends the script and what it runs, the script first so that it starts nothing
   * more. Their process ids stand in files, because what the script said may have been lost.
   */
  String killCommand() {
    return "for f in "
        + SHELL_PID
        + " "
        + TOOL_PID
        + "; do p=$(cat "
        + folder
        + "/$f 2>/dev/null) && kill -9 $p 2>/dev/null; done; "
        + removeCommand();
  }
}
