package dev.meterfarm.virtualphone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Has one {@link Mishap} after the other befall phones: each phone by itself, at random times that
 * follow from the seed, and never two at once. Closed, it leaves all phones well.
 */
public final class Misfortune implements AutoCloseable {
  /** Hears of what happens, on one thread. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Something was said to a phone.
     *
     * @param phone its place in the list, from 0
     */
    void told(int phone, String words);
  }

  private static final int LONGEST_WAIT = 4;

  private final List<VirtualPhone> phones;
  private final Duration every;
  private final Duration lasting;
  private final Listener listener;
  private final Map<Integer, Mishap> present = new HashMap<>();
  private final List<Random> chances = new ArrayList<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "misfortune");
            made.setDaemon(true);
            return made;
          });

  private Misfortune(
      List<VirtualPhone> phones, Duration every, Duration lasting, long seed, Listener listener) {
    this.phones = List.copyOf(phones);
    this.every = every;
    this.lasting = lasting;
    this.listener = listener;
    for (int i = 0; i < phones.size(); i++) {
      chances.add(new Random(seed + i));
    }
  }

  /**
   * Begins.
   *
   * @param every time from a phone's recovery to its next mishap, on average
   * @param lasting how long it takes until the phone is well again
   */
  public static Misfortune begin(
      List<VirtualPhone> phones, Duration every, Duration lasting, long seed, Listener listener) {
    if (every.isZero() || every.isNegative() || lasting.isNegative()) {
      throw new IllegalArgumentException("mishaps need time between them, not " + every);
    }
    Misfortune misfortune = new Misfortune(phones, every, lasting, seed, listener);
    for (int i = 0; i < phones.size(); i++) {
      misfortune.plan(i);
    }
    return misfortune;
  }

  private void plan(int phone) {
    double wait = Math.min(LONGEST_WAIT, -Math.log(1 - chances.get(phone).nextDouble()));
    Mishap mishap = Mishap.ALL.get(chances.get(phone).nextInt(Mishap.ALL.size()));
    after(Duration.ofNanos((long) (every.toNanos() * wait)), () -> befall(phone, mishap));
  }

  private void befall(int phone, Mishap mishap) {
    say(phone, mishap.words());
    present.put(phone, mishap);
    after(lasting, () -> recover(phone));
  }

  private void recover(int phone) {
    Mishap mishap = present.remove(phone);
    mishap.remedies().forEach(words -> say(phone, words));
    if (!thread.isShutdown()) {
      plan(phone);
    }
  }

  private void say(int phone, String words) {
    new PhoneControl(phones.get(phone)).execute(List.of(words.split(" ", -1)));
    listener.told(phone, words);
  }

  private void after(Duration time, Runnable what) {
    CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, thread).execute(what);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int phone : List.copyOf(present.keySet())) {
      recover(phone);
    }
  }
}
