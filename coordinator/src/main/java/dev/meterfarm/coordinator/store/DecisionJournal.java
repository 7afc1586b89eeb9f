package dev.meterfarm.coordinator.store;

import java.util.Optional;
import java.util.SortedMap;

/**
 * What a campaign has decided and must not decide anew after a restart: verdicts, the keys of a
 * frozen test set, the end of a round. Values are JSON; names are ASCII, such as {@code
 * fusion/host-cpu/conv-relu}.
 */
public interface DecisionJournal {
  /** Stores a decision, or replaces it. */
  void put(String campaign, String name, String json);

  /**
   * Stores a decision unless there is one.
   *
   * @return the decision that holds from now on
   */
  String putIfAbsent(String campaign, String name, String json);

  Optional<String> find(String campaign, String name);

  /** All decisions whose names start with {@code prefix}, by name. */
  SortedMap<String, String> findAll(String campaign, String prefix);
}
