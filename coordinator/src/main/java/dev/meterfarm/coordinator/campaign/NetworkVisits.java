package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Visits to whole networks between those that all of them get together. A machine's slow spells
 * last for seconds to minutes, so that three moments may all be bad for a network while its
 * kernels, which are measured all along, found calm ones: each round visits some networks as well,
 * those first that were visited least. For the planning thread of a target.
 */
final class NetworkVisits {
  /** No more than this share of a round is spent on them. */
  private static final double SHARE = 0.1;

  private final JobFactory factory;
  private final int together;
  private final List<PlannedModel> networks;
  private final Map<String, Integer> visits = new HashMap<>();

  /**
   * Nothing was visited yet.
   *
   * @param together how many visits all networks get together
   */
  NetworkVisits(JobFactory factory, int together, List<PlannedModel> networks) {
    this.factory = factory;
    this.together = together;
    this.networks = List.copyOf(networks);
  }

  /**
   * The visits of a round, to each network at most once.
   *
   * @param round from 1; the first round follows a visit to all
   * @param seconds device time of the round
   */
  List<JobSpec> plan(int round, double seconds) {
    List<PlannedModel> least = new ArrayList<>(networks);
    least.sort(Comparator.comparingInt(model -> visits.getOrDefault(model.recipe().hash(), 0)));
    List<PlannedModel> chosen = new ArrayList<>();
    double spent = 0;
    for (PlannedModel model : least) {
      double own = VisitKind.NETWORK.seconds(model);
      if (own > SHARE * seconds) {
        continue; // or it would keep the others waiting for ever
      }
      spent += own;
      if (spent > SHARE * seconds) {
        break;
      }
      chosen.add(model);
    }
    String stem = CampaignJournal.roundStem(round) + "/networks";
    return factory.jobs(stem, VisitKind.NETWORK, together + round, chosen);
  }

  /** Counts the visits among the jobs of a round, whoever planned them and when. */
  void remember(List<JobSpec> jobs) {
    for (JobSpec job : jobs) {
      if (job.kind() == JobKind.NETWORKS) {
        for (ModelRecipe model : job.models()) {
          visits.merge(model.hash(), 1, Integer::sum);
        }
      }
    }
  }
}
