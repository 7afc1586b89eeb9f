package dev.meterfarm.coordinator.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.predictor.rules.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequentialPairedTestTest {
  private static final int TRIALS = 400;

  private final SequentialPairedTest test = new SequentialPairedTest(0.001, 20, 1);
  private final TestCase pair = TestCase.pair(TestOp.CONV, TestOp.RELU, 0);

  /** Where noise comes from: neighbours add time, clocks drift, and op1 may have two speeds. */
  private record Noise(double jitter, double spikes, double drift, double slowMode) {}

  private static PairedRounds rounds(
      double op1, double op2, double block, int n, Noise noise, Random random) {
    List<List<Double>> series = new ArrayList<>();
    for (int model = 0; model < 5; model++) {
      series.add(new ArrayList<>());
    }
    double phase = random.nextDouble() * 6;
    for (int i = 0; i < n; i++) {
      double drift = 1 + noise.drift * Math.sin(phase + i / 15.0);
      double[] times = {op1, op2, block, 400, op2};
      for (int model = 0; model < 5; model++) {
        double time = times[model];
        if ((model == 0 || model == 2) && random.nextBoolean()) {
          time += noise.slowMode;
        }
        time *= drift * (1 + noise.jitter * Math.abs(random.nextGaussian()));
        if (random.nextDouble() < noise.spikes) {
          time += 100_000 * random.nextDouble();
        }
        series.get(model).add(time);
      }
    }
    return new PairedRounds(
        series.get(0), series.get(1), series.get(2), series.get(3), series.get(4));
  }

  private Map<Verdict, Integer> count(double saved, Noise noise) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    Arrays.stream(Verdict.values()).forEach(verdict -> counts.put(verdict, 0));
    Random random = new Random(7);
    for (int i = 0; i < TRIALS; i++) {
      double op1 = 20_000;
      double op2 = 5_400;
      PairedRounds rounds = rounds(op1, op2, op1 + op2 - 400 - saved * 5_000, 80, noise, random);
      counts.merge(test.judge("s", rounds, 1, pair).verdict(), 1, Integer::sum);
    }
    return counts;
  }

  private void assertSharp(Noise noise, double decided) {
    Map<Verdict, Integer> fused = count(0.95, noise);
    Map<Verdict, Integer> separate = count(0, noise);
    assertThat(fused.get(Verdict.SEPARATE)).as("fused taken for separate").isZero();
    assertThat(separate.get(Verdict.FUSED)).as("separate taken for fused").isZero();
    assertThat(1.0 * fused.get(Verdict.FUSED) / TRIALS).isGreaterThan(decided);
    assertThat(1.0 * separate.get(Verdict.SEPARATE) / TRIALS).isGreaterThan(decided);
  }

  @Test
  void decidesQuietTimings() {
    assertSharp(new Noise(0.01, 0, 0, 0), 0.999);
  }

  @Test
  void decidesThroughSpikesAndDrift() {
    assertSharp(new Noise(0.02, 0.1, 0.03, 0), 0.95);
  }

  @Test
  void decidesWhereAModelHasTwoSpeeds() {
    assertSharp(new Noise(0.01, 0.02, 0, 6_600), 0.95);
  }

  @Test
  void leavesHopelessNoiseUndecidedRatherThanGuess() {
    Map<Verdict, Integer> fused = count(0.95, new Noise(0.6, 0.5, 0.2, 0));
    Map<Verdict, Integer> separate = count(0, new Noise(0.6, 0.5, 0.2, 0));

    assertThat(fused.get(Verdict.SEPARATE) + separate.get(Verdict.FUSED)).isLessThanOrEqualTo(2);
    assertThat(fused.get(Verdict.UNDECIDED)).isGreaterThan(TRIALS / 2);
  }

  @Test
  void peekingAtGrowingDataKeepsItsErrorRate() {
    Random random = new Random(3);
    Noise noise = new Noise(0.02, 0.1, 0.02, 0);
    int wrong = 0;
    for (int i = 0; i < TRIALS; i++) {
      PairedRounds so = rounds(20_000, 5_400, 25_000 - 0.48 * 5_000, 40, noise, random);
      for (int look = 1; look <= 6; look++) {
        if (test.judge("s", so, look, pair).verdict() == Verdict.FUSED) {
          wrong++;
          break;
        }
        so = so.and(rounds(20_000, 5_400, 25_000 - 0.48 * 5_000, 40, noise, random));
      }
    }
    assertThat(wrong).isLessThanOrEqualTo(4);
  }

  @Test
  void rejectsASavingThatNoFusionCanBringAbout() {
    Noise quiet = new Noise(0.01, 0, 0, 0);
    PairedRounds rounds = rounds(90_000, 5_400, 20_000, 80, quiet, new Random(1));

    SequentialPairedTest.Reading reading = test.judge("s", rounds, 1, pair);

    assertThat(reading.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(reading.note()).isEqualTo("implausible saving");
    assertThat(reading.worthMore()).isFalse();
  }

  @Test
  void saysNothingWhereTheClockIsTooCoarse() {
    SequentialPairedTest coarse = new SequentialPairedTest(0.001, 20, 1_000);
    PairedRounds rounds =
        rounds(20_000, 5_400, 20_000, 80, new Noise(0.01, 0, 0, 0), new Random(1));

    assertThat(coarse.judge("s", rounds, 1, pair).note()).isEqualTo("too short for the clock");
  }

  @Test
  void ranksAreThoseOfTheBinomialDistribution() {
    assertThat(SavingEstimate.rankBelow(10, 0.5, 0.05)).isEqualTo(2);
    assertThat(SavingEstimate.rankBelow(10, 0.5, 0.01)).isEqualTo(1);
    assertThat(SavingEstimate.rankBelow(5, 0.5, 0.01)).isZero();
  }

  @Test
  void evidenceHoldsTheNumbersBehindTheVerdict() {
    PairedRounds rounds =
        rounds(20_000, 5_400, 20_250, 80, new Noise(0.005, 0, 0, 0), new Random(1));

    SequentialPairedTest.Reading reading = test.judge("28x28x32", rounds, 1, pair);

    assertThat(reading.verdict()).isEqualTo(Verdict.FUSED);
    assertThat(reading.evidence().rounds()).isEqualTo(80);
    assertThat(reading.evidence().passNanos()).isCloseTo(5_000, within(50.0));
    assertThat(reading.evidence().savingNanos()).isCloseTo(4_750, within(100.0));
    assertThat(reading.evidence().lowNanos()).isLessThan(4_750);
    assertThat(reading.evidence().highNanos()).isGreaterThan(4_700);
  }
}
