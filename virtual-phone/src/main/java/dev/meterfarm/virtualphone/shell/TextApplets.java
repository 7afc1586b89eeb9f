package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.files.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Commands on text. */
final class TextApplets {
  private TextApplets() {}

  static void register(Map<String, Call.Applet> into) {
    into.put("echo", TextApplets::echo);
    into.put("printf", TextApplets::printf);
    into.put("cat", TextApplets::cat);
    into.put("grep", TextApplets::grep);
    into.put("head", call -> ends(call, true));
    into.put("tail", call -> ends(call, false));
    into.put("wc", TextApplets::count);
    into.put("sort", TextApplets::sort);
    into.put("tr", TextApplets::translate);
    into.put("cut", TextApplets::cut);
    into.put("test", call -> test(call, call.arguments()));
    into.put("[", TextApplets::bracket);
    into.put("true", call -> 0);
    into.put("false", call -> 1);
  }

  private static int echo(Call call) throws IOException {
    List<String> words = call.arguments();
    boolean newline = words.isEmpty() || !words.get(0).equals("-n");
    boolean escapes = !words.isEmpty() && words.get(0).equals("-e");
    words = newline && !escapes ? words : words.subList(1, words.size());
    String text = String.join(" ", words);
    call.print((escapes ? unescaped(text) : text) + (newline ? "\n" : ""));
    return 0;
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
  }

  private static int printf(Call call) throws IOException {
    String format = unescaped(call.argument(0));
    List<String> rest =
        new ArrayList<>(
            call.arguments()
                .subList(Math.min(1, call.arguments().size()), call.arguments().size()));
    StringBuilder out = new StringBuilder();
    do {
      int before = rest.size();
      for (int i = 0; i < format.length(); i++) {
        char c = format.charAt(i);
        if (c == '%' && i + 1 < format.length()) {
          i++;
          out.append(format.charAt(i) == '%' ? "%" : rest.isEmpty() ? "" : rest.remove(0));
        } else {
          out.append(c);
        }
      }
      if (rest.size() == before) {
        break;
      }
    } while (!rest.isEmpty());
    call.print(out.toString());
    return 0;
  }

  private static int cat(Call call) throws IOException, InterruptedException {
    List<String> files = call.arguments().isEmpty() ? List.of("-") : call.arguments();
    return call.forEach(
        files,
        file -> {
          if (file.equals("-")) {
            call.io().in().transferTo(call.io().out());
            return;
          }
          try (InputStream in = call.phone().files().read(call.path(file))) {
            in.transferTo(call.io().out());
          }
        });
  }

  private static List<String> lines(Call call, String file) throws IOException {
    return new String(call.content(file), StandardCharsets.UTF_8).lines().toList();
  }

  private static int grep(Call call) throws IOException, InterruptedException {
    String options =
        String.join("", call.arguments().stream().filter(a -> a.matches("-[a-zA-Z]+")).toList());
    List<String> words = call.arguments().stream().filter(a -> !a.matches("-[a-zA-Z]+")).toList();
    if (words.isEmpty()) {
      return call.complain("no REGEX") + 1;
    }
    Pattern pattern;
    try {
      String regex = options.contains("F") ? Pattern.quote(words.get(0)) : words.get(0);
      regex = options.contains("E") ? regex : regex.replace("\\|", "|");
      pattern = Pattern.compile(regex, options.contains("i") ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException e) {
      return call.complain("bad REGEX '" + words.get(0) + "'") + 1;
    }
    List<String> files = words.size() == 1 ? List.of("-") : words.subList(1, words.size());
    List<String> found = new ArrayList<>();
    int status =
        call.forEach(
            files,
            file -> {
              for (String line : lines(call, file)) {
                if (pattern.matcher(line).find() != options.contains("v")) {
                  found.add(files.size() > 1 && !options.contains("h") ? file + ":" + line : line);
                }
              }
            });
    if (options.contains("c")) {
      call.print(found.size() + "\n");
    } else if (!options.contains("q")) {
      call.print(String.join("", found.stream().map(l -> l + "\n").toList()));
    }
    return status != 0 ? 2 : found.isEmpty() ? 1 : 0;
  }

  private static int ends(Call call, boolean first) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(call.arguments());
    int count = 10;
    if (!words.isEmpty() && words.get(0).matches("-n?\\d{1,9}")) {
      count = Integer.parseInt(words.remove(0).replaceFirst("^-n?", ""));
    } else if (words.size() > 1 && words.get(0).equals("-n") && words.get(1).matches("\\d{1,9}")) {
      words.remove(0);
      count = Integer.parseInt(words.remove(0));
    }
    int wanted = count;
    return call.forEach(
        words.isEmpty() ? List.of("-") : words,
        file -> {
          List<String> lines = lines(call, file);
          int some = Math.min(wanted, lines.size());
          for (String line :
              first ? lines.subList(0, some) : lines.subList(lines.size() - some, lines.size())) {
            call.print(line + "\n");
          }
        });
  }

  private static int count(Call call) throws IOException, InterruptedException {
    List<String> files = call.arguments().stream().filter(a -> !a.startsWith("-")).toList();
    String options = call.argument(0).startsWith("-") ? call.argument(0) : "-lwc";
    return call.forEach(
        files.isEmpty() ? List.of("-") : files,
        file -> {
          byte[] content = call.content(file);
          String text = new String(content, StandardCharsets.UTF_8);
          List<String> numbers = new ArrayList<>();
          if (options.contains("l")) {
            numbers.add(Long.toString(text.chars().filter(c -> c == '\n').count()));
          }
          if (options.contains("w")) {
            numbers.add(Integer.toString(text.isBlank() ? 0 : text.strip().split("\\s+").length));
          }
          if (options.contains("c")) {
            numbers.add(Integer.toString(content.length));
          }
          call.print(String.join(" ", numbers) + (file.equals("-") ? "" : " " + file) + "\n");
        });
  }

  private static int sort(Call call) throws IOException, InterruptedException {
    boolean unique = call.arguments().contains("-u");
    List<String> files = call.arguments().stream().filter(a -> !a.startsWith("-")).toList();
    List<String> all = new ArrayList<>();
    int status =
        call.forEach(files.isEmpty() ? List.of("-") : files, f -> all.addAll(lines(call, f)));
    for (String line :
        unique ? all.stream().distinct().sorted().toList() : all.stream().sorted().toList()) {
      call.print(line + "\n");
    }
    return status;
  }

  private static int translate(Call call) throws IOException {
    String text = new String(call.content("-"), StandardCharsets.UTF_8);
    if (call.argument(0).equals("-d")) {
      for (char c : unescaped(call.argument(1)).toCharArray()) {
        text = text.replace(String.valueOf(c), "");
      }
    } else {
      String from = unescaped(call.argument(0));
      String to = unescaped(call.argument(1));
      if (from.isEmpty() || to.isEmpty()) {
        return call.complain("Needs 2 arguments");
      }
      for (int i = 0; i < from.length(); i++) {
        text = text.replace(from.charAt(i), to.charAt(Math.min(i, to.length() - 1)));
      }
    }
    call.print(text);
    return 0;
  }

  private static int cut(Call call) throws IOException {
    String delimiter = "\t";
    int field = 1;
    for (int i = 0; i < call.arguments().size(); i++) {
      String word = call.argument(i);
      if (word.startsWith("-d")) {
        delimiter = word.length() > 2 ? word.substring(2) : call.argument(i + 1);
      } else if (word.startsWith("-f")) {
        String number = word.length() > 2 ? word.substring(2) : call.argument(i + 1);
        if (!number.matches("[1-9]\\d{0,3}")) {
          return call.complain("bad number '" + number + "'");
        }
        field = Integer.parseInt(number);
      }
    }
    for (String line : lines(call, "-")) {
      String[] pieces = line.split(Pattern.quote(delimiter), -1);
      call.print((field <= pieces.length ? pieces[field - 1] : "") + "\n");
    }
    return 0;
  }

  private static int bracket(Call call) throws IOException {
    List<String> words = call.arguments();
    if (words.isEmpty() || !words.get(words.size() - 1).equals("]")) {
      call.complain("missing ]");
      return 2;
    }
    return test(call, words.subList(0, words.size() - 1));
  }

  private static int test(Call call, List<String> words) throws IOException {
    if (!words.isEmpty() && words.get(0).equals("!")) {
      return test(call, words.subList(1, words.size())) == 0 ? 1 : 0;
    }
    if (words.size() == 2) {
      return unary(call, words.get(0), words.get(1)) ? 0 : 1;
    }
    if (words.size() == 3) {
      return binary(words.get(0), words.get(1), words.get(2)) ? 0 : 1;
    }
    return words.size() == 1 && !words.get(0).isEmpty() ? 0 : 1;
  }

  private static boolean unary(Call call, String operator, String word) throws IOException {
    if (operator.equals("-n") || operator.equals("-z")) {
      return word.isEmpty() == operator.equals("-z");
    }
    Optional<FileStat> stat = call.phone().files().stat(call.path(word));
    return stat.isPresent()
        && switch (operator) {
          case "-e", "-r" -> true;
          case "-f" -> !stat.get().isDirectory();
          case "-d" -> stat.get().isDirectory();
          case "-x" -> stat.get().isExecutable();
          case "-w" -> call.path(word).startsWith("/data/local/tmp");
          case "-s" -> stat.get().size() > 0;
          default -> false;
        };
  }

  private static boolean binary(String left, String operator, String right) {
    if (operator.equals("=") || operator.equals("==")) {
      return left.equals(right);
    }
    if (operator.equals("!=")) {
      return !left.equals(right);
    }
    if (!left.matches("-?\\d{1,18}") || !right.matches("-?\\d{1,18}")) {
      return false;
    }
    int order = Long.compare(Long.parseLong(left), Long.parseLong(right));
    return switch (operator) {
      case "-eq" -> order == 0;
      case "-ne" -> order != 0;
      case "-lt" -> order < 0;
      case "-le" -> order <= 0;
      case "-gt" -> order > 0;
      case "-ge" -> order >= 0;
      default -> false;
    };
  }
}
