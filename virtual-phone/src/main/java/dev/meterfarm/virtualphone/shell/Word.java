package dev.meterfarm.virtualphone.shell;

import java.util.List;

/** A word of a command line before its expansion. */
record Word(List<Part> parts) {
  Word {
    parts = List.copyOf(parts);
  }

  /** A piece of a word. */
  sealed interface Part permits Text, Variable, Substitution {
    boolean quoted();
  }

  /** Characters that stand for themselves, but for wildcards where they are not quoted. */
  record Text(String text, boolean quoted) implements Part {}

  /** {@code $NAME}, or {@code ${NAME:-otherwise}}. */
  record Variable(String name, Word otherwise, boolean quoted) implements Part {}

  /** {@code $(...)}: what a command prints. */
  record Substitution(Node body, boolean quoted) implements Part {}

  /** The word as it stands, if it is one bare text: what keywords are. */
  String bare() {
    if (parts.size() == 1 && parts.get(0) instanceof Text text && !text.quoted()) {
      return text.text();
    }
    return "";
  }
}
