package dev.meterfarm.coordinator.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a campaign on one target has decided already. All jobs of a round go into the ledger in one
 * transaction and have keys of their own, so a round is planned if the ledger knows any of its
 * jobs. Thread-safe.
 */
final class CampaignJournal {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final DecisionJournal decisions;
  private final JobPlan plan;
  private final String campaign;
  private final String target;

  CampaignJournal(DecisionJournal decisions, JobPlan plan, String campaign, String target) {
    this.decisions = decisions;
    this.plan = plan;
    this.campaign = campaign;
    this.target = target;
  }

  /** Where the keys of a round's jobs begin, after the target's name. */
  static String roundStem(int round) {
    return String.format(Locale.ROOT, "samples/r%03d", round);
  }

  /** The jobs of a round that an earlier start planned; none if none did. */
  List<JobSpec> plannedJobs(int round) {
    return plan.specs(campaign, target + "/" + roundStem(round) + "/");
  }

  /** Remembers how much of the budget is used. */
  void used(double seconds) {
    decisions.put(campaign, usedName(), Double.toString(seconds));
  }

  /** How much of the budget earlier starts used, in seconds. */
  double used() {
    return decisions.find(campaign, usedName()).map(Double::parseDouble).orElse(0.0);
  }

  /**
   * When the first visit to frozen tests and networks began, in seconds of the budget: what was
   * said the first time.
   *
   * @param seconds what this start would say, which is also what is used by now
   */
  double firstVisitAt(double seconds) {
    used(seconds);
    return Double.parseDouble(
        decisions.putIfAbsent(campaign, "first-visit/" + target, Double.toString(seconds)));
  }

  /**
   * How many seconds of the budget a guessed second really takes: what was said the first time.
   *
   * @param factor what this start would say
   */
  double costFactor(double factor) {
    return Double.parseDouble(
        decisions.putIfAbsent(campaign, "cost/" + target, Double.toString(factor)));
  }

  /**
   * The budget that the campaign was begun with, in seconds: what was said the first time.
   *
   * @param seconds the budget of this start
   */
  double begunWith(double seconds) {
    return Double.parseDouble(
        decisions.putIfAbsent(campaign, "budget/" + target, Double.toString(seconds)));
  }

  /**
   * Whether any start had another budget than the first one, this one included: then rounds cannot
   * be planned anew as they were.
   *
   * @param seconds the budget of this start
   */
  boolean isExtended(double seconds) {
    if (begunWith(seconds) != seconds) {
      decisions.put(campaign, extendedName(), "true");
    }
    return decisions.find(campaign, extendedName()).isPresent();
  }

  /** The devices that were compared, by id; empty as long as there is one. */
  List<String> devices() {
    return decisions
        .find(campaign, "devices/" + target)
        .map(text -> List.of(text.split("\n", -1)))
        .orElse(List.of());
  }

  void devices(List<String> ids) {
    decisions.put(campaign, "devices/" + target, String.join("\n", ids));
  }

  /**
   * How many targets took turns on the devices when the campaign began: what was said the first
   * time, so that a campaign that goes on keeps its test sets.
   *
   * @param sharing what this start would say
   */
  int begunSharing(int sharing) {
    return Integer.parseInt(
        decisions.putIfAbsent(campaign, "sharing/" + target, Integer.toString(sharing)));
  }

  /** Remembers what the forests said of the frozen tests that were trained after a round. */
  void trained(int round, Map<KernelFamily, RoundPredictions> said) {
    Map<String, RoundPredictions> byWord = new TreeMap<>();
    said.forEach((family, predictions) -> byWord.put(family.word(), predictions));
    try {
      decisions.put(campaign, trainedName() + round, MAPPER.writeValueAsString(byWord));
    } catch (JsonProcessingException e) {
      throw new FarmException(ErrorCode.INTERNAL, "cannot write what forests said", e);
    }
  }

  /** What earlier starts remembered so, by round. */
  SortedMap<Integer, Map<KernelFamily, RoundPredictions>> trained() {
    SortedMap<Integer, Map<KernelFamily, RoundPredictions>> rounds = new TreeMap<>();
    decisions
        .findAll(campaign, trainedName())
        .forEach(
            (name, json) ->
                rounds.put(
                    Integer.parseInt(name.substring(trainedName().length())), predictions(json)));
    return rounds;
  }

  private static Map<KernelFamily, RoundPredictions> predictions(String json) {
    Map<KernelFamily, RoundPredictions> said = new EnumMap<>(KernelFamily.class);
    try {
      MAPPER
          .readValue(json, new TypeReference<Map<String, RoundPredictions>>() {})
          .forEach((word, of) -> said.put(KernelFamily.requireByWord(word), of));
    } catch (JsonProcessingException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "what the ledger knows of earlier forests is damaged", e);
    }
    return said;
  }

  private String extendedName() {
    return "extended/" + target;
  }

  private String trainedName() {
    return "trained/" + target + "/";
  }

  private String usedName() {
    return "used/" + target;
  }
}
