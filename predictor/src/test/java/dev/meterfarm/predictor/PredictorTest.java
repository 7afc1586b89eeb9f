package dev.meterfarm.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.BundleException;
import dev.meterfarm.predictor.bundle.KernelPredictor;
import dev.meterfarm.predictor.bundle.SmallBundle;
import dev.meterfarm.predictor.context.ContextFeatures;
import dev.meterfarm.predictor.context.ContextTerm;
import dev.meterfarm.predictor.context.WeightCost;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private final Bundle bundle = SmallBundle.bundle();
  private final Predictor predictor = predictor(bundle);

  private static Predictor predictor(Bundle bundle) {
    try {
      return new Predictor(bundle);
    } catch (BundleException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_network_costs_its_kernels_and_its_context() {
    Prediction prediction = predictor.predict(SmallNetworks.residual(16));

    assertThat(prediction.kernels().stream().map(KernelPrediction::type))
        .containsExactly(
            "conv+relu6", "conv1x1+relu", "conv", "add", "relu", "mean", "fc", "softmax");
    double sum = prediction.kernels().stream().mapToDouble(KernelPrediction::latencyMs).sum();
    assertThat(prediction.latencyMs()).isCloseTo(sum + prediction.contextMs(), within(1e-12));
    assertThat(prediction.lowMs()).isPositive().isLessThan(prediction.latencyMs());
    assertThat(prediction.highMs()).isGreaterThan(prediction.latencyMs());
    assertThat(prediction.uncoveredOps()).isEmpty();
  }

  @Test
  void each_op_of_the_file_is_named_with_its_index() {
    Prediction prediction = predictor.predict(SmallNetworks.residual(16));

    assertThat(prediction.kernels().get(1).ops()).containsExactly("1:conv1x1", "2:relu");
    assertThat(prediction.kernels().get(3).ops()).containsExactly("4:add");
    assertThat(prediction.kernels().get(4).ops()).containsExactly("4:relu");
  }

  @Test
  void the_context_term_is_applied_to_the_features_that_fitting_sees() {
    PricedPlan plan = predictor.price(SmallNetworks.residual(24));

    ContextFeatures features = plan.contextFeatures();

    assertThat(features.weights().evicted(256)).isPositive();
    double expected =
        300
            + 20.0 * plan.prices().size()
            + 0.01 * features.activationBytes()
            + 0.002 * features.weights().evicted(256);
    for (KernelPrice price : plan.prices()) {
      double scale =
          switch (price.kernel().family()) {
            case CONV -> 0.95;
            case BINARY -> 1.25;
            default -> 1;
          };
      expected += scale * price.nanos();
    }
    assertThat(predictor.predict(SmallNetworks.residual(24)).latencyMs())
        .isCloseTo(expected / 1e6, within(1e-9));
  }

  @Test
  void families_without_trees_that_do_better_are_priced_by_the_generic_model() {
    PricedPlan plan = predictor.price(SmallNetworks.residual(16));

    for (KernelPrice price : plan.prices()) {
      boolean forest =
          price.kernel().family() == KernelFamily.CONV
              || price.kernel().family() == KernelFamily.CONV_1X1;
      assertThat(price.source()).isEqualTo(forest ? PriceSource.FOREST : PriceSource.GENERIC);
      if (!forest) {
        assertThat(price.nanos()).isEqualTo(bundle.generic().nanos(price.work()));
      }
    }
  }

  @Test
  void ops_of_unknown_meaning_have_a_price_and_ops_that_are_not_builtin_are_named() {
    Prediction prediction = predictor.predict(SmallNetworks.strange());

    assertThat(prediction.uncoveredOps()).containsExactly("MyOp");
    assertThat(prediction.extrapolatedShare()).isEqualTo(1);
    assertThat(prediction.kernels())
        .extracting(KernelPrediction::type)
        .containsExactly("custom:MyOp", "other:BUILTIN_200");
    assertThat(prediction.kernels()).allMatch(kernel -> kernel.latencyMs() > 0);
  }

  @Test
  void a_kernel_outside_the_sampled_range_is_flagged() {
    KernelPredictor conv = bundle.predictors().get(KernelFamily.CONV);
    float[] highest = conv.highest();
    highest[0] = 300; // output pixels: the first convolution has 256, none has more
    Bundle wide = with(conv, highest);
    highest[0] = 200;
    Bundle narrow = with(conv, highest);

    assertThat(extrapolatedConvs(wide)).isZero();
    assertThat(extrapolatedConvs(narrow)).isEqualTo(2);
  }

  private static long extrapolatedConvs(Bundle bundle) {
    return predictor(bundle).price(SmallNetworks.residual(16)).prices().stream()
        .filter(price -> price.kernel().family() == KernelFamily.CONV && price.extrapolated())
        .count();
  }

  private Bundle with(KernelPredictor conv, float[] highest) {
    KernelPredictor changed =
        new KernelPredictor(
            conv.family(),
            conv.featureNames(),
            conv.trees(),
            conv.lowest(),
            highest,
            conv.relativeSigma(),
            true,
            conv.accuracy(),
            conv.training());
    return new Bundle(
        bundle.manifest(),
        bundle.rules(),
        bundle.roofline(),
        Map.of(KernelFamily.CONV, changed),
        bundle.generic(),
        bundle.context());
  }

  @Test
  void many_networks_at_once_are_predicted_like_each_alone() {
    List<Graph> graphs =
        IntStream.rangeClosed(1, 40).mapToObj(i -> SmallNetworks.residual(i * 3)).toList();

    List<Prediction> together = predictor.predictAll(graphs);

    assertThat(together).isEqualTo(graphs.stream().map(predictor::predict).toList());
  }

  @Test
  void one_predictor_serves_many_threads() throws InterruptedException {
    Prediction expected = predictor.predict(SmallNetworks.residual(16));
    List<Prediction> seen = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                i -> new Thread(() -> seen.add(predictor.predict(SmallNetworks.residual(16)))))
            .toList();

    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(seen).hasSize(8).allMatch(expected::equals);
  }

  @Test
  void equal_kernels_err_alike_and_different_ones_apart() {
    PricedPlan plan = predictor.price(SmallNetworks.residual(16));
    KernelPrice price = plan.prices().get(0);
    double latency = 2 * price.nanos() * 0.95;
    KernelPrice other =
        new KernelPrice(
            price.kernel(),
            price.work(),
            price.nanos(),
            price.relativeSigma(),
            price.source(),
            false,
            price.likeness() + 1);
    ContextTerm certain =
        new ContextTerm(
            Map.of(KernelFamily.CONV, 0.95), 0, WeightCost.NONE, 0, 0, 0, bundle.context().fit());

    assertThat(LatencyInterval.factor(List.of(price, price), certain, latency))
        .isCloseTo(Math.exp(1.645 * 0.05), within(1e-12));
    assertThat(LatencyInterval.factor(List.of(price, other), certain, latency))
        .isCloseTo(Math.exp(1.645 * 0.05 / Math.sqrt(2)), within(1e-12));
  }

  @Test
  void trees_on_a_feature_that_nobody_computes_are_refused_by_name() {
    KernelPredictor conv = bundle.predictors().get(KernelFamily.CONV);
    List<String> names = new ArrayList<>(conv.featureNames());
    names.set(3, "moon_phase");
    KernelPredictor strange =
        new KernelPredictor(
            conv.family(),
            names,
            conv.trees(),
            conv.lowest(),
            conv.highest(),
            0.1,
            true,
            conv.accuracy(),
            conv.training());

    assertThatThrownBy(
            () ->
                new Predictor(
                    new Bundle(
                        bundle.manifest(),
                        bundle.rules(),
                        bundle.roofline(),
                        Map.of(KernelFamily.CONV, strange),
                        bundle.generic(),
                        bundle.context())))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("'moon_phase'");
  }

  @Test
  void json_has_the_fields_that_users_rely_on() throws IOException {
    byte[] json =
        new PredictionJson()
            .add("a.tflite", predictor.predict(SmallNetworks.residual(16)))
            .addError("b.tflite", "the file ends after 3 bytes")
            .bytes();

    JsonNode models = new ObjectMapper().readTree(json);

    assertThat(fields(models.get(0)))
        .containsExactly(
            "model",
            "latencyMs",
            "lowMs",
            "highMs",
            "contextMs",
            "extrapolatedShare",
            "uncoveredOps",
            "kernels");
    assertThat(fields(models.get(0).get("kernels").get(0)))
        .containsExactly("type", "ops", "latencyMs", "source");
    assertThat(models.get(0).get("kernels").get(0).get("source").asText()).isEqualTo("forest");
    assertThat(models.get(1).get("model").asText()).isEqualTo("b.tflite");
    assertThat(fields(models.get(1))).containsExactly("model", "error");
  }

  private static List<String> fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
