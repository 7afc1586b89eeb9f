package dev.meterfarm.virtualphone.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Parses the part of the shell's language that command lines of labs use: lists, pipes, redirects,
 * quoting, variables, command substitution, {@code if}, {@code for}, {@code while}. For one thread.
 */
final class Parser {
  private static final Set<String> CLOSING =
      Set.of("then", "else", "elif", "fi", "do", "done", "}");
  private static final int DEEPEST = 50;

  private final Cursor cursor;
  private final WordParser words;
  private int depth;

  private Parser(String text) {
    cursor = new Cursor(text);
    words = new WordParser(cursor, this::sequence);
  }

  /** Parses a whole command line. */
  static Node parse(String text) throws SyntaxException {
    Parser parser = new Parser(text);
    Node node = parser.sequence();
    parser.cursor.skipBlanks();
    if (!parser.cursor.isAtEnd()) {
      throw parser.cursor.unexpected();
    }
    return node;
  }

  private Node sequence() throws SyntaxException {
    if (++depth > DEEPEST) {
      throw new SyntaxException("syntax error: nested too deeply");
    }
    List<Node.Item> items = new ArrayList<>();
    cursor.skipSeparators();
    while (!cursor.isAtEnd() && !cursor.isAt(')') && !CLOSING.contains(cursor.word())) {
      Node node = choice();
      cursor.skipBlanks();
      boolean background = cursor.tryTake("&");
      if (!background && !cursor.isAtEnd() && ";\n)".indexOf(cursor.peek()) < 0) {
        throw cursor.unexpected();
      }
      items.add(new Node.Item(node, background));
      cursor.skipSeparators();
    }
    depth--;
    return new Node.Sequence(List.copyOf(items));
  }

  private Node choice() throws SyntaxException {
    Node left = pipe();
    while (true) {
      cursor.skipBlanks();
      boolean and = cursor.tryTake("&&");
      if (!and && !cursor.tryTake("||")) {
        return left;
      }
      cursor.skipLines();
      left = new Node.Choice(left, and, pipe());
    }
  }

  private Node pipe() throws SyntaxException {
    cursor.skipBlanks();
    if (isNext("!")) {
      cursor.skip(1);
      return new Node.Not(pipe());
    }
    List<Node> stages = new ArrayList<>(List.of(command()));
    cursor.skipBlanks();
    while (cursor.isAt('|') && !cursor.isAt("||")) {
      cursor.skip(1);
      cursor.skipLines();
      stages.add(command());
      cursor.skipBlanks();
    }
    return stages.size() == 1 ? stages.get(0) : new Node.Pipe(List.copyOf(stages));
  }

  private boolean isNext(String word) {
    return !cursor.isAtEnd() && cursor.word().equals(word);
  }

  private Node command() throws SyntaxException {
    cursor.skipBlanks();
    if (cursor.isAtEnd()) {
      throw cursor.unexpected();
    }
    if (cursor.tryTake("(")) {
      Node body = sequence();
      cursor.expect(")");
      return new Node.Group(body, true, redirects());
    }
    return switch (cursor.word()) {
      case "{" -> group();
      case "if" -> conditional();
      case "while", "until" -> loop();
      case "for" -> counted();
      default -> simple();
    };
  }

  private Node group() throws SyntaxException {
    cursor.expect("{");
    Node body = sequence();
    cursor.expect("}");
    return new Node.Group(body, false, redirects());
  }

  private Node conditional() throws SyntaxException {
    cursor.skip(cursor.word().length()); // if or elif
    Node condition = sequence();
    cursor.expect("then");
    Node body = sequence();
    cursor.skipBlanks();
    Node otherwise = new Node.Sequence(List.of());
    if (isNext("elif")) {
      return new Node.If(condition, body, conditional());
    }
    if (isNext("else")) {
      cursor.expect("else");
      otherwise = sequence();
    }
    cursor.expect("fi");
    return new Node.If(condition, body, otherwise);
  }

  private Node loop() throws SyntaxException {
    String word = cursor.word();
    cursor.skip(word.length());
    Node condition = sequence();
    cursor.expect("do");
    Node body = sequence();
    cursor.expect("done");
    return new Node.Group(new Node.Loop(condition, word.equals("until"), body), false, redirects());
  }

  private Node counted() throws SyntaxException {
    cursor.expect("for");
    cursor.skipBlanks();
    if (cursor.isAtEnd() || !cursor.word().matches("[A-Za-z_]\\w*")) {
      throw cursor.unexpected();
    }
    String name = cursor.word();
    cursor.skip(name.length());
    cursor.expect("in");
    List<Word> values = new ArrayList<>();
    cursor.skipBlanks();
    while (!cursor.isAtBreak()) {
      values.add(words.next());
      cursor.skipBlanks();
    }
    cursor.expect("do");
    Node body = sequence();
    cursor.expect("done");
    return new Node.Group(new Node.For(name, List.copyOf(values), body), false, redirects());
  }

  private List<Node.Redirect> redirects() throws SyntaxException {
    List<Node.Redirect> redirects = new ArrayList<>();
    while (tryRedirect(redirects)) {
      cursor.skipBlanks();
    }
    return List.copyOf(redirects);
  }

  private Node simple() throws SyntaxException {
    List<Node.Assignment> assignments = new ArrayList<>();
    List<Word> said = new ArrayList<>();
    List<Node.Redirect> redirects = new ArrayList<>();
    while (true) {
      cursor.skipBlanks();
      if (tryRedirect(redirects)) {
        continue;
      }
      if (cursor.isAtBreak()) {
        break;
      }
      String name = said.isEmpty() ? assigned() : "";
      if (name.isEmpty()) {
        said.add(words.next());
      } else {
        cursor.skip(name.length() + 1);
        assignments.add(new Node.Assignment(name, words.next()));
      }
    }
    if (said.isEmpty() && assignments.isEmpty() && redirects.isEmpty()) {
      throw cursor.unexpected();
    }
    return new Node.Simple(List.copyOf(assignments), List.copyOf(said), List.copyOf(redirects));
  }

  /** The name of the variable that is assigned to here; empty where none is. */
  private String assigned() {
    String name = cursor.name("");
    boolean is = !name.isEmpty() && !Character.isDigit(name.charAt(0)) && cursor.isAt(name + "=");
    return is ? name : "";
  }

  private boolean tryRedirect(List<Node.Redirect> into) throws SyntaxException {
    cursor.skipBlanks();
    if (cursor.tryTake("&>")) {
      into.add(new Node.Redirect(1, ">", target()));
      into.add(new Node.Redirect(2, ">&", new Word(List.of(new Word.Text("1", false)))));
      return true;
    }
    boolean isNumbered =
        !cursor.isAtEnd()
            && "012".indexOf(cursor.peek()) >= 0
            && "<>".indexOf(cursor.peekSecond()) >= 0;
    int descriptor = isNumbered ? cursor.take() - '0' : -1;
    for (String operator : List.of(">>", ">&", ">|", ">", "<&", "<")) {
      if (cursor.tryTake(operator)) {
        int natural = operator.startsWith("<") ? 0 : 1;
        into.add(new Node.Redirect(descriptor < 0 ? natural : descriptor, operator, target()));
        return true;
      }
    }
    return false;
  }

  private Word target() throws SyntaxException {
    cursor.skipBlanks();
    if (cursor.isAtBreak()) {
      throw cursor.unexpected();
    }
    return words.next();
  }
}
