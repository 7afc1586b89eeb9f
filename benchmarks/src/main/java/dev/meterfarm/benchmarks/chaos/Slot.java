package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.testkit.farm.FarmProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The place of one program, which is started again whenever it ends, as systemd does it, unless it
 * was killed by us and is to stay away for a while.
 */
final class Slot {
  /** An end that nobody asked for. */
  record End(String name, int exitCode, String log) {}

  /** Starts the program. */
  @FunctionalInterface
  interface Starter {
    FarmProcess start() throws IOException;
  }

  /** As a shell tells it: 128 and the number of the signal. */
  private static final int KILLED = 137;

  private static final int LAST_WORDS = 3_000;

  private final String name;
  private final Starter starter;
  private final List<End> ends = new ArrayList<>();
  private FarmProcess process;
  private boolean away;
  private int starts;

  Slot(String name, Starter starter) throws IOException {
    this.name = name;
    this.starter = starter;
    start();
  }

  private void start() throws IOException {
    process = starter.start();
    starts++;
  }

  String name() {
    return name;
  }

  synchronized FarmProcess process() {
    return process;
  }

  synchronized int starts() {
    return starts;
  }

  /** {@code kill -9}; it stays away until {@link #comeBack}. */
  synchronized void kill() {
    away = true;
    process.kill();
  }

  /** {@code kill -9} for what it started itself. */
  synchronized void killChildren() {
    process.process().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  synchronized void comeBack() {
    away = false;
  }

  /** Starts it again if it has ended. */
  synchronized void lookAfter() throws IOException {
    if (process.isAlive() || away) {
      return;
    }
    int code = process.process().exitValue();
    if (code != KILLED) {
      String log = process.log();
      ends.add(new End(name, code, log.substring(Math.max(0, log.length() - LAST_WORDS))));
    }
    start();
  }

  /** Ends that nobody asked for. */
  synchronized List<End> ends() {
    return List.copyOf(ends);
  }

  /** The first end that no program of ours should have, whatever happens around it. */
  Optional<End> mistake(int... allowed) {
    return ends().stream()
        .filter(end -> Arrays.stream(allowed).noneMatch(code -> code == end.exitCode()))
        .findFirst();
  }
}
