package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which axes of a reshaped tensor come from which axes of the original: the smallest runs of axes
 * that hold the same elements in both. Immutable.
 */
final class AxisGroups {
  private record Group(List<Integer> before, List<Integer> after) {
    boolean oneSided() {
      return before.isEmpty() || after.isEmpty();
    }
  }

  private final Shape from;
  private final List<Group> groups = new ArrayList<>();

  AxisGroups(Shape from, Shape to) {
    this.from = from;
    int left = 0;
    int right = 0;
    while (left < from.rank() || right < to.rank()) {
      Group group = new Group(new ArrayList<>(), new ArrayList<>());
      long before = 1;
      long after = 1;
      do {
        boolean shorter = before == after && group.before.size() <= group.after.size();
        if (left < from.rank() && (right == to.rank() || before < after || shorter)) {
          before *= from.extent(left);
          group.before.add(left++);
        } else {
          after *= to.extent(right);
          group.after.add(right++);
        }
      } while (before != after || (group.oneSided() && (left < from.rank() || right < to.rank())));
      groups.add(group);
    }
  }

  /**
   * The layout of the reshaped tensor that needs no byte to be moved, if the original lies in
   * {@code layout}; empty where there is none, because a run of axes lies scattered.
   */
  Optional<Layout> reshaped(Layout layout) {
    if (!groups.stream().allMatch(group -> liesTogether(group, layout))) {
      return Optional.empty();
    }
    List<Group> order = new ArrayList<>(groups);
    order.sort(Comparator.comparingInt(group -> start(group, layout)));
    List<Integer> axes = new ArrayList<>();
    order.forEach(group -> axes.addAll(group.after));
    return Optional.of(new Layout(axes));
  }

  private boolean liesTogether(Group group, Layout layout) {
    List<Integer> own = group.before.stream().filter(this::isLong).toList();
    if (own.isEmpty()) {
      return true;
    }
    List<Integer> all = layout.axes().stream().filter(this::isLong).toList();
    int start = all.indexOf(own.get(0));
    int end = start + own.size();
    return end <= all.size() && all.subList(start, end).equals(own);
  }

  private boolean isLong(int axis) {
    return from.extent(axis) != 1;
  }

  /** Where a group begins in the file; one without long axes where its first axis lies. */
  private int start(Group group, Layout layout) {
    return group.before.stream()
        .filter(this::isLong)
        .findFirst()
        .or(() -> group.before.stream().findFirst())
        .map(layout::position)
        .orElse(layout.rank());
  }
}
