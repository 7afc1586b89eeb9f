package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.files.PhoneFileException;
import dev.meterfarm.virtualphone.files.PhoneFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Turns words into arguments: variables, substitutions, splitting, wildcards. */
final class Expander {
  /** Runs a command and tells what it printed. */
  @FunctionalInterface
  interface Substitute {
    String run(Node body) throws IOException, InterruptedException;
  }

  /** An argument that grows; wildcards that were quoted are escaped in the pattern. */
  private static final class Field {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder pattern = new StringBuilder();
    private boolean wild;

    void add(String piece, boolean quoted) {
      text.append(piece);
      for (int i = 0; i < piece.length(); i++) {
        char c = piece.charAt(i);
        if (!quoted && (c == '*' || c == '?' || c == '[')) {
          wild = true;
        }
        boolean bare = !quoted && (c == '*' || c == '?' || c == '[' || c == ']' || c == '-');
        pattern.append(bare ? String.valueOf(c) : "\\" + c);
      }
    }
  }

  private final Environment environment;
  private final PhoneFiles files;
  private final Substitute substitute;

  Expander(Environment environment, PhoneFiles files, Substitute substitute) {
    this.environment = environment;
    this.files = files;
    this.substitute = substitute;
  }

  List<String> arguments(List<Word> words) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    for (Word word : words) {
      for (Field field : fields(word)) {
        List<String> found = field.wild ? matches(field.pattern.toString()) : List.of();
        if (found.isEmpty()) {
          arguments.add(field.text.toString());
        } else {
          arguments.addAll(found);
        }
      }
    }
    return arguments;
  }

  /** One argument, whatever blanks and wildcards come up: what assignments and redirects take. */
  String single(Word word) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    for (Word.Part part : word.parts()) {
      text.append(value(part));
    }
    return text.toString();
  }

  private List<Field> fields(Word word) throws IOException, InterruptedException {
    List<Field> fields = new ArrayList<>();
    Field current = null;
    for (Word.Part part : word.parts()) {
      String value = value(part);
      if (part.quoted() || part instanceof Word.Text) {
        current = current == null ? new Field() : current;
        current.add(value, part.quoted());
        continue;
      }
      String[] pieces = value.split("[ \\t\\n]+", -1);
      for (int i = 0; i < pieces.length; i++) {
        if (i > 0 && current != null) {
          fields.add(current);
          current = null;
        }
        if (!pieces[i].isEmpty()) {
          current = current == null ? new Field() : current;
          current.add(pieces[i], false);
        }
      }
    }
    if (current != null) {
      fields.add(current);
    }
    return fields;
  }

  private String value(Word.Part part) throws IOException, InterruptedException {
    if (part instanceof Word.Text text) {
      return text.text();
    }
    if (part instanceof Word.Variable variable) {
      String value = environment.variable(variable.name());
      return value.isEmpty() ? single(variable.otherwise()) : value;
    }
    String printed = substitute.run(((Word.Substitution) part).body());
    int end = printed.length();
    while (end > 0 && printed.charAt(end - 1) == '\n') {
      end--;
    }
    return printed.substring(0, end);
  }

  /** Paths that fit; wildcards are taken folder by folder. */
  private List<String> matches(String pattern) {
    boolean absolute = pattern.startsWith("\\/");
    List<String> found = List.of(absolute ? "/" : "");
    for (String step : pattern.split("\\\\/", -1)) {
      if (!step.isEmpty()) {
        List<String> next = new ArrayList<>();
        for (String folder : found) {
          next.addAll(step(folder, step));
        }
        found = next;
      }
    }
    return found;
  }

  private List<String> step(String folder, String step) {
    String prefix = folder.isEmpty() || folder.equals("/") ? folder : folder + "/";
    List<String> found = new ArrayList<>();
    try {
      if (!step.matches("(?s).*(?<!\\\\)[*?\\[].*")) {
        String path = prefix + step.replaceAll("\\\\(.)", "$1");
        return files.stat(environment.resolve(path)).isPresent() ? List.of(path) : List.of();
      }
      Pattern regex = regex(step);
      for (String name : files.list(environment.resolve(folder.isEmpty() ? "." : folder))) {
        if (regex.matcher(name).matches() && (!name.startsWith(".") || step.startsWith("\\."))) {
          found.add(prefix + name);
        }
      }
    } catch (PhoneFileException | PatternSyntaxException e) {
      return List.of(); // Not a folder, not ours to read, or no pattern: nothing fits.
    }
    return found;
  }

  private static Pattern regex(String step) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < step.length(); i++) {
      char c = step.charAt(i);
      int close = c == '[' ? step.indexOf(']', i + 2) : -1;
      if (c == '\\') {
        regex.append(Pattern.quote(step.substring(i + 1, i + 2)));
        i++;
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (close > 0) {
        String inside = step.substring(i + 1, close).replaceAll("\\\\([A-Za-z0-9_])", "$1");
        regex.append('[').append(inside.replaceFirst("^\\\\?!", "^")).append(']');
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
