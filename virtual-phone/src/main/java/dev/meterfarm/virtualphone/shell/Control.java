package dev.meterfarm.virtualphone.shell;

import java.util.List;

/** What scripts a phone from its own shell. */
public interface Control {
  /**
   * Does what the words say, like {@code battery 15}.
   *
   * @return what to tell
   * @throws IllegalArgumentException with what is wrong, and what would be right
   */
  String execute(List<String> words);

  /** Starts the phone anew. */
  void reboot();
}
