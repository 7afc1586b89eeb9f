package dev.meterfarm.coordinator.store;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.DEVICE;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every way to find a leader must do. */
public abstract class LeadershipContract {
  private static final Campaign CAMPAIGN_ROW =
      new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0");

  protected Store store;
  protected Leadership first;
  protected Leadership second;

  protected abstract Store open();

  @BeforeEach
  void prepare() {
    store = open();
    first = store.leadership("first");
    second = store.leadership("second");
    store.campaigns().create(CAMPAIGN_ROW);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    store.close();
  }

  protected static void assertRefused(ThrowingCallable planning) {
    assertThatThrownBy(planning)
        .isInstanceOfSatisfying(
            FarmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEADERSHIP_LOST));
  }

  @Test
  void one_leads_and_goes_on_leading_in_the_same_term() {
    Term term = first.tryLead().orElseThrow();
    assertThat(term.node()).isEqualTo("first");
    assertThat(second.tryLead()).isEmpty();
    assertThat(first.tryLead()).contains(term);
    assertThat(second.tryLead()).isEmpty();
  }

  @Test
  void who_resigns_is_followed_in_a_later_term() {
    Term term = first.tryLead().orElseThrow();
    first.close();
    await().until(() -> second.tryLead().isPresent());
    assertThat(second.tryLead().orElseThrow().number()).isGreaterThan(term.number());
    assertThat(first.tryLead()).isEmpty();
  }

  @Test
  void terms_grow_over_restarts() {
    Term term = first.tryLead().orElseThrow();
    close();
    store = open();
    first = store.leadership("first");
    second = store.leadership("second");
    await()
        .untilAsserted(
            () ->
                assertThat(first.tryLead())
                    .hasValueSatisfying(
                        later -> assertThat(later.number()).isGreaterThan(term.number())));
  }

  @Test
  void a_leader_plans_and_one_whose_term_is_over_cannot() {
    Term old = first.tryLead().orElseThrow();
    JobPlan oldPlan = store.plan(old);
    PlannedJob planned = oldPlan.enqueue(List.of(job("a")), 3).get(0);
    store.decisions(old).put(CAMPAIGN, "name", "1");

    first.close();
    await().until(() -> second.tryLead().isPresent());

    assertRefused(() -> oldPlan.enqueue(List.of(job("b")), 3));
    assertRefused(() -> oldPlan.cancel(Set.of(planned.id())));
    assertRefused(() -> oldPlan.cancelCampaign(CAMPAIGN, 9));
    assertRefused(() -> oldPlan.releasePoisoned(CAMPAIGN));
    assertRefused(() -> oldPlan.enqueueOn(DEVICE, List.of(job("b")), 3));
    assertRefused(() -> store.decisions(old).put(CAMPAIGN, "name", "2"));
    assertRefused(() -> store.decisions(old).putIfAbsent(CAMPAIGN, "other", "2"));
    CampaignStore oldCampaigns = store.planning(old).campaigns();
    assertRefused(() -> oldCampaigns.setState(CAMPAIGN, CampaignState.PAUSED));
    assertRefused(
        () -> oldCampaigns.changeState(CAMPAIGN, CampaignState.RUNNING, CampaignState.FINISHED));
    assertRefused(() -> oldCampaigns.setSpec(CAMPAIGN, "other"));
    assertRefused(() -> oldCampaigns.putTarget(CAMPAIGN, target()));
    assertRefused(
        () ->
            oldCampaigns.create(
                new Campaign("new", "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0")));
    assertThat(store.campaigns().all()).containsExactly(CAMPAIGN_ROW);
    assertThat(store.campaigns().targets(CAMPAIGN)).isEmpty();
    assertThat(store.plan().count(CAMPAIGN)).containsOnlyKeys(JobState.READY).containsValue(1);
    assertThat(store.decisions().find(CAMPAIGN, "name")).contains("1");

    Term current = second.tryLead().orElseThrow();
    assertThat(store.plan(current).enqueue(List.of(job("b")), 3)).hasSize(1);
    store.planning(current).campaigns().putTarget(CAMPAIGN, target());
    assertThat(store.campaigns().targets(CAMPAIGN)).containsExactly(target());
  }

  private static TargetDescription target() {
    return new TargetDescription(
        TARGET,
        "class",
        "runtime",
        Map.of(),
        new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, false, false),
        false,
        "hash",
        Map.of());
  }
}
