package dev.meterfarm.virtualphone.shell;

import java.util.List;

/** A command line after parsing. */
sealed interface Node {
  /** A command with its words. */
  record Simple(List<Assignment> assignments, List<Word> words, List<Redirect> redirects)
      implements Node {}

  /** {@code NAME=word} before a command. */
  record Assignment(String name, Word value) {}

  /**
   * {@code >}, {@code >>}, {@code <}, {@code 2>&1} and their like.
   *
   * @param descriptor 0, 1 or 2
   * @param operator as it is written, without the descriptor
   */
  record Redirect(int descriptor, String operator, Word target) {}

  /** Commands one after the other, some of them in the background. */
  record Sequence(List<Item> items) implements Node {}

  /** One of a sequence. */
  record Item(Node node, boolean background) {}

  /** {@code left && right}, or {@code left || right}. */
  record Choice(Node left, boolean and, Node right) implements Node {}

  /** {@code ! node}. */
  record Not(Node node) implements Node {}

  /** {@code first | second | ...}. */
  record Pipe(List<Node> stages) implements Node {}

  /** {@code ( ... )} with an environment of its own, or {@code { ...; }} without. */
  record Group(Node body, boolean subshell, List<Redirect> redirects) implements Node {}

  /** {@code if condition; then body; else otherwise; fi}; {@code otherwise} may be empty. */
  record If(Node condition, Node body, Node otherwise) implements Node {}

  /** {@code while condition; do body; done}, or {@code until}. */
  record Loop(Node condition, boolean until, Node body) implements Node {}

  /** {@code for name in words; do body; done}. */
  record For(String name, List<Word> words, Node body) implements Node {}
}
