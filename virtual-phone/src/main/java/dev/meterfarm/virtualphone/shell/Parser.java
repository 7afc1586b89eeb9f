package dev.meterfarm.virtualphone.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Parses the part of the shell's language that command lines of labs use: lists, pipes, redirects,
 * quoting, variables, command substitution, {@code if}, {@code for}, {@code while}.
 */
final class Parser {
  private static final Set<String> CLOSING =
      Set.of("then", "else", "elif", "fi", "do", "done", "}");
  private static final String BREAKS = " \t\n;&|<>()";
  private static final int DEEPEST = 50;

  private final String text;
  private int at;
  private int depth;

  Parser(String text) {
    this.text = text;
  }

  /** Parses a whole command line. */
  static Node parse(String text) throws SyntaxException {
    Parser parser = new Parser(text);
    Node node = parser.sequence();
    parser.skipBlanks();
    if (parser.at < text.length()) {
      throw parser.unexpected();
    }
    return node;
  }

  private SyntaxException unexpected() {
    skipBlanks();
    String what = at < text.length() ? "'" + word(at) + "' unexpected" : "unexpected end of input";
    return new SyntaxException("syntax error: " + what);
  }

  private String word(int from) {
    int end = from;
    while (end < text.length() && BREAKS.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end == from ? text.substring(from, from + 1) : text.substring(from, end);
  }

  private Node sequence() throws SyntaxException {
    if (++depth > DEEPEST) {
      throw new SyntaxException("syntax error: nested too deeply");
    }
    List<Node.Item> items = new ArrayList<>();
    skipSeparators();
    while (at < text.length() && peek() != ')' && !CLOSING.contains(word(at))) {
      Node node = choice();
      skipBlanks();
      boolean background = false;
      if (at < text.length() && peek() == '&') {
        background = true;
        at++;
      } else if (at < text.length() && peek() != ';' && peek() != '\n' && peek() != ')') {
        throw unexpected();
      }
      items.add(new Node.Item(node, background));
      skipSeparators();
    }
    depth--;
    return new Node.Sequence(List.copyOf(items));
  }

  private Node choice() throws SyntaxException {
    Node left = pipe();
    while (true) {
      skipBlanks();
      boolean and = text.startsWith("&&", at);
      if (!and && !text.startsWith("||", at)) {
        return left;
      }
      at += 2;
      skipLines();
      left = new Node.Choice(left, and, pipe());
    }
  }

  private Node pipe() throws SyntaxException {
    skipBlanks();
    if (word(at).equals("!")) {
      at++;
      return new Node.Not(pipe());
    }
    List<Node> stages = new ArrayList<>(List.of(command()));
    skipBlanks();
    while (at < text.length() && peek() == '|' && !text.startsWith("||", at)) {
      at++;
      skipLines();
      stages.add(command());
      skipBlanks();
    }
    return stages.size() == 1 ? stages.get(0) : new Node.Pipe(List.copyOf(stages));
  }

  private Node command() throws SyntaxException {
    skipBlanks();
    if (at >= text.length()) {
      throw unexpected();
    }
    if (peek() == '(') {
      at++;
      Node body = sequence();
      expect(")");
      return new Node.Group(body, true, redirects());
    }
    return switch (word(at)) {
      case "{" -> group();
      case "if" -> conditional();
      case "while", "until" -> loop();
      case "for" -> counted();
      default -> simple();
    };
  }

  private Node group() throws SyntaxException {
    expect("{");
    Node body = sequence();
    expect("}");
    return new Node.Group(body, false, redirects());
  }

  private Node conditional() throws SyntaxException {
    at += word(at).length(); // if or elif
    Node condition = sequence();
    expect("then");
    Node body = sequence();
    skipBlanks();
    Node otherwise = new Node.Sequence(List.of());
    if (at < text.length() && word(at).equals("elif")) {
      return new Node.If(condition, body, conditional());
    }
    if (at < text.length() && word(at).equals("else")) {
      expect("else");
      otherwise = sequence();
    }
    expect("fi");
    return new Node.If(condition, body, otherwise);
  }

  private Node loop() throws SyntaxException {
    boolean until = word(at).equals("until");
    at += word(at).length();
    Node condition = sequence();
    expect("do");
    Node body = sequence();
    expect("done");
    return new Node.Group(new Node.Loop(condition, until, body), false, redirects());
  }

  private Node counted() throws SyntaxException {
    expect("for");
    skipBlanks();
    String name = word(at);
    if (!name.matches("[A-Za-z_]\\w*")) {
      throw unexpected();
    }
    at += name.length();
    skipSeparators();
    expect("in");
    List<Word> words = new ArrayList<>();
    skipBlanks();
    while (at < text.length() && BREAKS.indexOf(peek()) < 0) {
      words.add(nextWord(BREAKS));
      skipBlanks();
    }
    skipSeparators();
    expect("do");
    Node body = sequence();
    expect("done");
    return new Node.Group(new Node.For(name, List.copyOf(words), body), false, redirects());
  }

  private List<Node.Redirect> redirects() throws SyntaxException {
    List<Node.Redirect> redirects = new ArrayList<>();
    while (tryRedirect(redirects)) {
      skipBlanks();
    }
    return List.copyOf(redirects);
  }

  private Node simple() throws SyntaxException {
    List<Node.Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Node.Redirect> redirects = new ArrayList<>();
    while (true) {
      skipBlanks();
      if (tryRedirect(redirects)) {
        continue;
      }
      if (at >= text.length() || BREAKS.indexOf(peek()) >= 0) {
        break;
      }
      String name = words.isEmpty() ? assigned() : "";
      if (name.isEmpty()) {
        words.add(nextWord(BREAKS));
      } else {
        at += name.length() + 1;
        assignments.add(new Node.Assignment(name, nextWord(BREAKS)));
      }
    }
    if (words.isEmpty() && assignments.isEmpty() && redirects.isEmpty()) {
      throw unexpected();
    }
    return new Node.Simple(List.copyOf(assignments), List.copyOf(words), List.copyOf(redirects));
  }

  /** The name of the variable that is assigned to here; empty where none is. */
  private String assigned() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    boolean is =
        end > at
            && end < text.length()
            && text.charAt(end) == '='
            && !Character.isDigit(text.charAt(at));
    return is ? text.substring(at, end) : "";
  }

  private boolean tryRedirect(List<Node.Redirect> into) throws SyntaxException {
    skipBlanks();
    int start = at;
    int descriptor = -1;
    if (text.startsWith("&>", at)) {
      at += 2;
      into.add(new Node.Redirect(1, ">", target()));
      into.add(new Node.Redirect(2, ">&", new Word(List.of(new Word.Text("1", false)))));
      return true;
    }
    if (at < text.length() && "012".indexOf(peek()) >= 0) {
      descriptor = peek() - '0';
      at++;
    }
    for (String operator : List.of(">>", ">&", ">|", ">", "<&", "<")) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        int natural = operator.startsWith("<") ? 0 : 1;
        into.add(new Node.Redirect(descriptor < 0 ? natural : descriptor, operator, target()));
        return true;
      }
    }
    at = start;
    return false;
  }

  private Word target() throws SyntaxException {
    skipBlanks();
    if (at >= text.length() || BREAKS.indexOf(peek()) >= 0) {
      throw unexpected();
    }
    return nextWord(BREAKS);
  }

  private Word nextWord(String breaks) throws SyntaxException {
    List<Word.Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    while (at < text.length() && breaks.indexOf(peek()) < 0) {
      char c = peek();
      if (c == '\\') {
        at++;
        if (at < text.length()) {
          flush(plain, parts, false);
          if (peek() != '\n') {
            parts.add(new Word.Text(text.substring(at, at + 1), true));
          }
          at++;
        }
      } else if (c == '\'') {
        flush(plain, parts, false);
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
          throw new SyntaxException("no closing quote");
        }
        parts.add(new Word.Text(text.substring(at + 1, end), true));
        at = end + 1;
      } else if (c == '"') {
        flush(plain, parts, false);
        at++;
        quoted(parts);
      } else if ((c == '$' || c == '`') && startsExpansion()) {
        flush(plain, parts, false);
        parts.add(expansion(false));
      } else {
        plain.append(c);
        at++;
      }
    }
    flush(plain, parts, false);
    return new Word(parts);
  }

  private void quoted(List<Word.Part> parts) throws SyntaxException {
    StringBuilder plain = new StringBuilder();
    parts.add(new Word.Text("", true)); // Even "" is a word.
    while (true) {
      if (at >= text.length()) {
        throw new SyntaxException("no closing quote");
      }
      char c = peek();
      if (c == '"') {
        at++;
        flush(plain, parts, true);
        return;
      }
      if (c == '\\' && at + 1 < text.length() && "$`\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
        if (text.charAt(at + 1) != '\n') {
          plain.append(text.charAt(at + 1));
        }
        at += 2;
      } else if ((c == '$' || c == '`') && startsExpansion()) {
        flush(plain, parts, true);
        parts.add(expansion(true));
      } else {
        plain.append(c);
        at++;
      }
    }
  }

  private static void flush(StringBuilder plain, List<Word.Part> parts, boolean quoted) {
    if (!plain.isEmpty()) {
      parts.add(new Word.Text(plain.toString(), quoted));
      plain.setLength(0);
    }
  }

  private boolean startsExpansion() {
    if (peek() == '`') {
      return true;
    }
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    return Character.isLetterOrDigit(next) || "_?!$#@*({".indexOf(next) >= 0;
  }

  private Word.Part expansion(boolean quoted) throws SyntaxException {
    if (peek() == '`') {
      int end = text.indexOf('`', at + 1);
      if (end < 0) {
        throw new SyntaxException("no closing quote");
      }
      Node body = parse(text.substring(at + 1, end));
      at = end + 1;
      return new Word.Substitution(body, quoted);
    }
    at++; // the dollar
    char c = peek();
    if (c == '(') {
      at++;
      Node body = sequence();
      expect(")");
      return new Word.Substitution(body, quoted);
    }
    if (c == '{') {
      return braces(quoted);
    }
    int end = at + 1;
    if (Character.isLetter(c) || c == '_') {
      while (end < text.length()
          && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
        end++;
      }
    }
    String name = text.substring(at, end);
    at = end;
    return new Word.Variable(name, new Word(List.of()), quoted);
  }

  private Word.Part braces(boolean quoted) throws SyntaxException {
    int start = at + 1;
    int end = start;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end))
            || "_?!$#@*".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    String name = text.substring(start, end);
    at = end;
    Word otherwise = new Word(List.of());
    if (text.startsWith(":-", at)) {
      at += 2;
      otherwise = nextWord("}");
    }
    if (name.isEmpty() || at >= text.length() || peek() != '}') {
      throw new SyntaxException("${" + name + "}: bad substitution");
    }
    at++;
    return new Word.Variable(name, otherwise, quoted);
  }

  private void expect(String token) throws SyntaxException {
    skipSeparators();
    if (!text.startsWith(token, at)) {
      throw unexpected();
    }
    at += token.length();
  }

  private char peek() {
    return text.charAt(at);
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = peek();
      if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (text.startsWith("\\\n", at)) {
        at += 2;
      } else if (c == '#' && (at == 0 || BREAKS.indexOf(text.charAt(at - 1)) >= 0)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  private void skipLines() {
    skipBlanks();
    while (at < text.length() && peek() == '\n') {
      at++;
      skipBlanks();
    }
  }

  private void skipSeparators() {
    skipBlanks();
    while (at < text.length() && (peek() == ';' || peek() == '\n')) {
      at++;
      skipBlanks();
    }
  }
}
