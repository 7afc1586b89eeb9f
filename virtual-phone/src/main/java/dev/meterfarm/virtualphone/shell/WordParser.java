package dev.meterfarm.virtualphone.shell;

import java.util.ArrayList;
import java.util.List;

/** Parses words: quotes, escapes, variables, command substitution. For one thread. */
final class WordParser {
  /** Parses commands that stand inside a word, up to their closing parenthesis. */
  @FunctionalInterface
  interface Commands {
    Node parse() throws SyntaxException;
  }

  private static final String ESCAPED_IN_QUOTES = "$`\"\\\n";
  private static final String SPECIAL_NAMES = "?!$#@*";

  private final Cursor cursor;
  private final Commands commands;

  WordParser(Cursor cursor, Commands commands) {
    this.cursor = cursor;
    this.commands = commands;
  }

  /** The word that begins here. */
  Word next() throws SyntaxException {
    return next(Cursor.BREAKS);
  }

  private Word next(String breaks) throws SyntaxException {
    List<Word.Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    while (!cursor.isAtEnd() && breaks.indexOf(cursor.peek()) < 0) {
      if (startsExpansion()) {
        flush(plain, parts, false);
        parts.add(expansion(false));
        continue;
      }
      char c = cursor.take();
      switch (c) {
        case '\\' -> {
          if (!cursor.isAtEnd()) {
            flush(plain, parts, false);
            char escaped = cursor.take();
            if (escaped != '\n') {
              parts.add(new Word.Text(String.valueOf(escaped), true));
            }
          }
        }
        case '\'' -> {
          flush(plain, parts, false);
          parts.add(new Word.Text(cursor.takeThrough('\''), true));
        }
        case '"' -> {
          flush(plain, parts, false);
          quoted(parts);
        }
        default -> plain.append(c);
      }
    }
    flush(plain, parts, false);
    return new Word(parts);
  }

  /** What follows an opening double quote, through the closing one. */
  private void quoted(List<Word.Part> parts) throws SyntaxException {
    StringBuilder plain = new StringBuilder();
    parts.add(new Word.Text("", true)); // Even "" is a word.
    while (!cursor.isAt('"')) {
      if (cursor.isAtEnd()) {
        throw new SyntaxException("no closing quote");
      }
      if (startsExpansion()) {
        flush(plain, parts, true);
        parts.add(expansion(true));
        continue;
      }
      boolean escapes =
          cursor.peek() == '\\' && ESCAPED_IN_QUOTES.indexOf(cursor.peekSecond()) >= 0;
      if (escapes) {
        cursor.skip(1);
      }
      char c = cursor.take();
      if (!(escapes && c == '\n')) {
        plain.append(c);
      }
    }
    cursor.skip(1);
    flush(plain, parts, true);
  }

  private static void flush(StringBuilder plain, List<Word.Part> parts, boolean quoted) {
    if (!plain.isEmpty()) {
      parts.add(new Word.Text(plain.toString(), quoted));
      plain.setLength(0);
    }
  }

  private boolean startsExpansion() {
    char next = cursor.peekSecond();
    return cursor.isAt('`')
        || (cursor.isAt('$')
            && (Character.isLetterOrDigit(next) || ("_({" + SPECIAL_NAMES).indexOf(next) >= 0));
  }

  private Word.Part expansion(boolean quoted) throws SyntaxException {
    if (cursor.take() == '`') {
      return new Word.Substitution(Parser.parse(cursor.takeThrough('`')), quoted);
    }
    if (cursor.tryTake("(")) {
      Node body = commands.parse();
      cursor.expect(")");
      return new Word.Substitution(body, quoted);
    }
    if (cursor.tryTake("{")) {
      return braces(quoted);
    }
    char first = cursor.peek();
    boolean isNamed = Character.isLetter(first) || first == '_';
    String name = isNamed ? cursor.name("") : String.valueOf(first); // $1 and $? are one character
    cursor.skip(name.length());
    return new Word.Variable(name, new Word(List.of()), quoted);
  }

  private Word.Part braces(boolean quoted) throws SyntaxException {
    String name = cursor.name(SPECIAL_NAMES);
    cursor.skip(name.length());
    Word otherwise = cursor.tryTake(":-") ? next("}") : new Word(List.of());
    if (name.isEmpty() || !cursor.tryTake("}")) {
      throw new SyntaxException("${" + name + "}: bad substitution");
    }
    return new Word.Variable(name, otherwise, quoted);
  }
}
