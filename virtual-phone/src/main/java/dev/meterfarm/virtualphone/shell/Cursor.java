package dev.meterfarm.virtualphone.shell;

/** A place in a command line, and what stands there. For one thread. */
final class Cursor {
  /** What ends a word. */
  static final String BREAKS = " \t\n;&|<>()";

  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  /** True where no word begins: at the end, or before what ends one. */
  boolean isAtBreak() {
    return isAtEnd() || BREAKS.indexOf(peek()) >= 0;
  }

  boolean isAt(char c) {
    return !isAtEnd() && peek() == c;
  }

  boolean isAt(String token) {
    return text.startsWith(token, at);
  }

  char peek() {
    return text.charAt(at);
  }

  /** The character behind the next one; a blank where there is none. */
  char peekSecond() {
    return at + 1 < text.length() ? text.charAt(at + 1) : ' ';
  }

  /** Takes one character. */
  char take() {
    return text.charAt(at++);
  }

  void skip(int characters) {
    at += characters;
  }

  /** Takes the token if it is next. */
  boolean tryTake(String token) {
    boolean is = isAt(token);
    if (is) {
      skip(token.length());
    }
    return is;
  }

  /** Takes the token, whatever blanks and separators stand before it. */
  void expect(String token) throws SyntaxException {
    skipSeparators();
    if (!tryTake(token)) {
      throw unexpected();
    }
  }

  /** What stands here up to the next break; a break itself otherwise. Not at the end. */
  String word() {
    int end = at;
    while (end < text.length() && BREAKS.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end == at ? text.substring(at, at + 1) : text.substring(at, end);
  }

  /** The letters, digits, underscores and these others that stand here; empty for none. */
  String name(String others) {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end))
            || text.charAt(end) == '_'
            || others.indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    return text.substring(at, end);
  }

  /** Takes everything up to a closing sign, and the sign. */
  String takeThrough(char closing) throws SyntaxException {
    int end = text.indexOf(closing, at);
    if (end < 0) {
      throw new SyntaxException("no closing quote");
    }
    String taken = text.substring(at, end);
    at = end + 1;
    return taken;
  }

  SyntaxException unexpected() {
    skipBlanks();
    String what = isAtEnd() ? "unexpected end of input" : "'" + word() + "' unexpected";
    return new SyntaxException("syntax error: " + what);
  }

  /** Skips blanks, continued lines and comments. */
  void skipBlanks() {
    while (!isAtEnd()) {
      char c = peek();
      if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (isAt("\\\n")) {
        at += 2;
      } else if (c == '#' && (at == 0 || BREAKS.indexOf(text.charAt(at - 1)) >= 0)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  /** Skips blanks and ends of lines. */
  void skipLines() {
    skipAll("\n");
  }

  /** Skips blanks and what separates commands. */
  void skipSeparators() {
    skipAll(";\n");
  }

  private void skipAll(String signs) {
    skipBlanks();
    while (!isAtEnd() && signs.indexOf(peek()) >= 0) {
      at++;
      skipBlanks();
    }
  }
}
