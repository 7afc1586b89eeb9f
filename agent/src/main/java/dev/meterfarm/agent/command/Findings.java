package dev.meterfarm.agent.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What a doctor command found, and what helps. For one thread. */
public final class Findings {
  /** What a finding means. */
  public enum Verdict {
    /** As it should be. */
    OK,
    /** Good to know; nothing fails because of it. */
    NOTE,
    /** Something will not work. */
    FAIL
  }

  private record Finding(Verdict verdict, String subject, String what, String remedy) {}

  private final List<Finding> all = new ArrayList<>();

  /**
   * Adds one.
   *
   * @param remedy what helps; empty if nothing has to be done
   */
  public void add(Verdict verdict, String subject, String what, String remedy) {
    all.add(new Finding(verdict, subject, what, remedy));
  }

  /** Whether something will not work. */
  public boolean anyFailed() {
    return all.stream().anyMatch(of -> of.verdict() == Verdict.FAIL);
  }

  /** One line each, and one for the remedy. */
  public void print(PrintWriter out) {
    for (Finding finding : all) {
      out.printf("%-5s %-12s %s%n", finding.verdict(), finding.subject(), finding.what());
      if (!finding.remedy().isEmpty()) {
        out.printf("      %-12s -> %s%n", "", finding.remedy());
      }
    }
    out.flush();
  }
}
