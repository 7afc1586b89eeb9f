package dev.meterfarm.graph.zoo;

import java.util.List;
import java.util.Random;

/**
 * The random decisions behind one variant. Two instances with equal arguments decide alike on every
 * Java version: {@link Random}'s sequence is part of its specification. For one thread.
 */
final class Draws {
  private static final double NARROWEST = 0.2;
  private static final double WIDEST = 1.8;
  private static final double ODD_WIDTHS = 0.2;
  private static final double LEGACY_FILES = 0.25;
  private static final int STEP = 8;
  private static final int THINNEST = 4;

  private final Random random;

  /** Draws for the {@code attempt}-th try at a variant. */
  Draws(String family, long seed, int attempt) {
    long mixed = scramble(seed * 31 + family.hashCode());
    this.random = new Random(scramble(mixed + attempt));
  }

  /** SplitMix64's finisher: neighbouring seeds must not give neighbouring first draws. */
  private static long scramble(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** True with this probability. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** An integer from both ends included, each as likely. */
  int between(int lowest, int highest) {
    return lowest + random.nextInt(highest - lowest + 1);
  }

  /** One of these, each as likely; repeat a choice to make it likelier. */
  int oneOf(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One of these, each as likely. */
  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /**
   * A number of channels: the published one times 0.2 to 1.8; four in five are multiples of 8, the
   * others any integer.
   */
  int width(int published) {
    return width(published, chance(ODD_WIDTHS) ? 1 : STEP);
  }

  /** A number of channels as {@link #width(int)}, but always a multiple of {@code step}. */
  int width(int published, int step) {
    double scaled = published * (NARROWEST + (WIDEST - NARROWEST) * random.nextDouble());
    return (int) Math.max(Math.round(scaled / step), (THINNEST + step - 1) / step) * step;
  }

  /** How many layers instead of the published number: half to one and a half times as many. */
  int depth(int published) {
    return between(Math.max(1, published / 2), published + Math.max(1, published / 2));
  }

  /** A resolution of this mix, not below {@code smallest}. */
  int resolution(ResolutionMix mix, int smallest) {
    List<ResolutionMix.Share> fitting =
        mix.shares().stream().filter(share -> share.resolution() >= smallest).toList();
    int total = fitting.stream().mapToInt(ResolutionMix.Share::percent).sum();
    int left = random.nextInt(total);
    for (ResolutionMix.Share share : fitting) {
      left -= share.percent();
      if (left < 0) {
        return share.resolution();
      }
    }
    throw new AssertionError("the shares do not sum up to " + total);
  }

  /** How strided windows of Keras' mobile networks are padded: one file in four is an old one. */
  Border kerasBorder() {
    return chance(LEGACY_FILES) ? Border.LEGACY_KERAS : Border.SAME;
  }

  /** A number of classes: mostly the 1,000 of ImageNet, else those of smaller data sets. */
  int classes() {
    return oneOf(1000, 1000, 1000, 1000, 1000, 1001, 200, 100, 100, 10);
  }
}
