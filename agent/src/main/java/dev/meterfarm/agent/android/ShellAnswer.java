package dev.meterfarm.agent.android;

/**
 * What a command on a phone said. On phones without the second shell protocol, both streams are in
 * {@code out}.
 */
record ShellAnswer(String out, String err, int status) {
  boolean isSuccess() {
    return status == 0;
  }
}
