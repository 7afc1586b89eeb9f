package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A job in the making: cases of one shape that share their models, since equal models are measured
 * once. For one thread.
 */
final class JobDraft {
  private final BiFunction<String, Graph, ModelRecipe> recipes;
  private final Map<String, ModelRecipe> models = new LinkedHashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  /**
   * One case within the job, by the hashes of its models.
   *
   * @param idle empty for the baseline's models
   * @param pass likewise
   */
  record Entry(
      CaseState state,
      String shape,
      boolean ends,
      String op1,
      String op2,
      String block,
      String idle,
      String pass) {}

  JobDraft(BiFunction<String, Graph, ModelRecipe> recipes) {
    this.recipes = recipes;
  }

  void add(CaseState state, TestShape shape, Ends ends, long seed) {
    TestModels of = TestModels.of(state.test(), shape, ends, seed);
    entries.add(
        new Entry(
            state,
            shape.toString(),
            ends.areThere(),
            model(of.op1()),
            model(of.op2()),
            model(of.block()),
            model(of.idle()),
            model(of.pass())));
  }

  void addBaseline(CaseState state, NnMeterCriterion.Models of) {
    entries.add(
        new Entry(state, "", false, model(of.op1()), model(of.op2()), model(of.block()), "", ""));
  }

  private String model(Graph graph) {
    ModelRecipe recipe = recipes.apply("model-" + models.size(), graph);
    models.putIfAbsent(recipe.hash(), recipe);
    return recipe.hash();
  }

  List<ModelRecipe> models() {
    return List.copyOf(models.values());
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The first of an entry's models that did not run. */
  static Optional<ModelOutcome.Failed> failure(Entry entry, Map<String, ModelOutcome> outcomes) {
    for (String hash :
        List.of(entry.op1(), entry.op2(), entry.block(), entry.idle(), entry.pass())) {
      if (outcomes.get(hash) instanceof ModelOutcome.Failed failed) {
        return Optional.of(failed);
      }
    }
    return Optional.empty();
  }
}
