package dev.meterfarm.cli;

import picocli.CommandLine.Option;

/** The reason for an order that others have to live with. */
final class RequiredNote {
  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; others will see it.")
  private String text;

  String text() {
    return text;
  }
}
