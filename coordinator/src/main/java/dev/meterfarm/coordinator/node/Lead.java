package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.status.StatusSection;
import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.coordinator.store.Term;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node is the one that plans. It claims that every second; who has not been confirmed
 * for long does not believe in it any more, well before another one may have taken over.
 */
final class Lead implements StatusSection, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lead.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration BELIEF = Leadership.SILENCE.dividedBy(2);

  private record Confirmed(Optional<Term> term, long atNanos) {}

  private final Leadership leadership;
  private final LongSupplier ticker;
  private final ScheduledExecutorService claims =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lead");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Confirmed latest;

  private Lead(Leadership leadership, LongSupplier ticker) {
    this.leadership = leadership;
    this.ticker = ticker;
    this.latest = new Confirmed(Optional.empty(), ticker.getAsLong());
  }

  /**
   * Starts to claim the lead.
   *
   * @param leadership belongs to this from now on
   * @param ticker monotonic nanoseconds
   */
  static Lead start(Leadership leadership, LongSupplier ticker) {
    Lead lead = new Lead(leadership, ticker);
    var unused =
        lead.claims.scheduleWithFixedDelay(lead::claim, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    return lead;
  }

  /** Takes the lead of a ledger that no other process can have open, once and for all. */
  static Lead alone(Leadership leadership) {
    Lead lead = new Lead(leadership, () -> 0);
    lead.latest = new Confirmed(leadership.tryLead(), 0);
    return lead;
  }

  private void claim() {
    long asked = ticker.getAsLong();
    try {
      Optional<Term> term = leadership.tryLead();
      if (!term.equals(latest.term())) {
        log.info("{}", term.map(won -> "this node plans, in " + won).orElse("another node plans"));
      }
      latest = new Confirmed(term, asked);
    } catch (FarmException e) {
      log.warn("whether this node plans is not known for a moment: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("whether this node plans is not known for a moment", e);
    }
  }

  /** The term in which this node leads; empty if it does not. */
  Optional<Term> term() {
    Confirmed known = latest;
    boolean fresh = ticker.getAsLong() - known.atNanos() < BELIEF.toNanos();
    return fresh ? known.term() : Optional.empty();
  }

  @Override
  public String name() {
    return "lead";
  }

  @Override
  public Map<String, Object> read() {
    Map<String, Object> section = new LinkedHashMap<>();
    Optional<Term> term = term();
    section.put("plans", term.isPresent());
    term.ifPresent(won -> section.put("term", won.number()));
    return section;
  }

  @Override
  public void close() {
    claims.shutdown();
    try {
      claims.awaitTermination(BELIEF.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    latest = new Confirmed(Optional.empty(), ticker.getAsLong());
    leadership.close();
  }
}
