package dev.meterfarm.coordinator.fusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one job measured of one test case: times of rounds in which all its models took their turn,
 * in nanoseconds. All series are equally long; element i of each is of the same round.
 */
record PairedRounds(
    List<Double> op1, List<Double> op2, List<Double> block, List<Double> idle, List<Double> pass) {
  PairedRounds {
    op1 = List.copyOf(op1);
    op2 = List.copyOf(op2);
    block = List.copyOf(block);
    idle = List.copyOf(idle);
    pass = List.copyOf(pass);
    int rounds = op1.size();
    if (op2.size() != rounds
        || block.size() != rounds
        || idle.size() != rounds
        || pass.size() != rounds) {
      throw new IllegalArgumentException("the series of a test case differ in length");
    }
  }

  int size() {
    return op1.size();
  }

  /** What running the two ops in one model saved, round by round. */
  List<Double> savings() {
    List<Double> savings = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      savings.add(op1.get(i) + op2.get(i) - block.get(i) - idle.get(i));
    }
    return savings;
  }

  /** These rounds, then those of a later visit to the same models. */
  PairedRounds and(PairedRounds later) {
    return new PairedRounds(
        join(op1, later.op1),
        join(op2, later.op2),
        join(block, later.block),
        join(idle, later.idle),
        join(pass, later.pass));
  }

  private static List<Double> join(List<Double> first, List<Double> second) {
    List<Double> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** The middle of a series. */
  static double median(List<Double> series) {
    List<Double> sorted = new ArrayList<>(series);
    Collections.sort(sorted);
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }
}
