package dev.meterfarm.coordinator.store;

import java.util.List;

/**
 * Something about a ledger that must never be.
 *
 * @param rule what should hold
 * @param found what does not, the first few
 * @param more true if there is more than {@code found}
 */
public record BrokenRule(String rule, List<String> found, boolean more) {
  public BrokenRule {
    found = List.copyOf(found);
  }
}
