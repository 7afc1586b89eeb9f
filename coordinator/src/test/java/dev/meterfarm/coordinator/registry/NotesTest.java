package dev.meterfarm.coordinator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NotesTest {
  private final Notes<String, String> notes = new Notes<>();

  private Map<String, UnaryOperator<String>> take(int most) {
    return notes.take(most);
  }

  @Test
  void changes_of_a_record_are_made_together_in_their_order() {
    notes.add("a", text -> text + "1");
    notes.add("b", text -> text + "2");
    notes.add("a", text -> text + "3");
    Map<String, UnaryOperator<String>> taken = take(9);
    assertThat(taken).containsOnlyKeys("a", "b");
    assertThat(taken.get("a").apply("0")).isEqualTo("013");
    assertThat(take(9)).isEmpty();
  }

  @Test
  void records_take_turns_and_what_is_urgent_comes_first() {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      notes.add(key, text -> text + key);
    }
    notes.addUrgent("d", text -> text + "!");
    Map<String, UnaryOperator<String>> taken = take(2);
    assertThat(taken.keySet()).containsExactly("d", "a");
    assertThat(taken.get("d").apply("")).as("nothing of before is left out").isEqualTo("d!");
    notes.add("a", text -> text);
    assertThat(take(2).keySet()).containsExactly("b", "c");
    assertThat(take(2).keySet()).containsExactly("a");
  }

  @Test
  void what_is_urgent_never_waits() {
    for (String key : new String[] {"a", "b", "c"}) {
      notes.addUrgent(key, text -> text);
    }
    assertThat(take(1).keySet()).containsExactly("a", "b", "c");
  }
}
