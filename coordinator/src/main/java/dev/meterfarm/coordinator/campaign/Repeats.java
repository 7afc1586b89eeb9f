package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What is measured once more: all that a bad device measured, and frozen tests and networks whose
 * visits ran in bad spells, until they have calm ones. A training sample from a bad spell is not:
 * another one in its place teaches more. For the planning thread of a target.
 */
final class Repeats {
  /** No more than this share of a round is spent on repeating bad spells. */
  private static final double MOST_REPEATS = 0.25;

  /** No more than this on repeating what a bad device measured. */
  private static final double MOST_DOUBTED = 0.75;

  private final CampaignContext context;
  private final Set<String> frozen = new HashSet<>();

  /** Jobs that ran in a bad spell and were not repeated yet. */
  private final Deque<JobSpec> waiting = new ArrayDeque<>();

  Repeats(CampaignContext context, Collection<PlannedModel> frozen) {
    this.context = context;
    frozen.forEach(model -> this.frozen.add(model.recipe().hash()));
  }

  /**
   * Judges what is measured by now. Networks will be repeated first, for there are few of them, and
   * one by one: a tenth of a second is more often calm than two seconds.
   */
  void judge() {
    for (JobSpec suspect : context.measurer().newlySuspect()) {
      if (suspect.kind() == JobKind.NETWORKS) {
        JobFactory.oneByOne(suspect).forEach(waiting::addFirst);
      } else if (frozen.contains(suspect.models().get(0).hash())) {
        waiting.addLast(suspect);
      }
    }
  }

  /**
   * The repeats for a round.
   *
   * @param seconds device time of the round
   */
  List<JobSpec> plan(int round, double seconds) {
    List<JobSpec> again = new ArrayList<>();
    double spent = 0;
    List<JobSpec> later = new ArrayList<>();
    for (JobSpec doubted : context.measurer().newlyDoubted()) {
      double own = context.estimate(List.of(doubted));
      if (spent + own <= MOST_DOUBTED * seconds) {
        again.add(again(round, doubted, again.size()));
        spent += own;
      } else {
        later.add(doubted);
      }
    }
    context.measurer().postpone(later);
    for (Iterator<JobSpec> jobs = waiting.iterator(); jobs.hasNext(); ) {
      JobSpec suspect = jobs.next();
      double own = context.estimate(List.of(suspect));
      if (hasCalmVisits(suspect)) {
        jobs.remove();
      } else if (spent + own <= MOST_REPEATS * seconds) {
        again.add(again(round, suspect, again.size()));
        spent += own;
        jobs.remove();
      }
    }
    return again;
  }

  private JobSpec again(int round, JobSpec job, int index) {
    return context.jobs().again(CampaignJournal.roundStem(round), job, index);
  }

  private boolean hasCalmVisits(JobSpec job) {
    LabelBook labels = context.measurer().labels();
    return job.models().stream().allMatch(model -> labels.hasCalmVisit(model.hash()));
  }
}
