package dev.meterfarm.coordinator.store;

/**
 * The time in which one coordinator plans.
 *
 * @param number grows from leader to leader; what is planned under an older one is refused
 * @param node who leads
 */
public record Term(long number, String node) {
  @Override
  public String toString() {
    return "term " + number + " of " + node;
  }
}
