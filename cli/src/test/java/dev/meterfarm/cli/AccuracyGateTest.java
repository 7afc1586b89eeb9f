package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.coordinator.result.AccuracyRow;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.result.TargetResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class AccuracyGateTest {
  @Command(name = "test")
  private static final class Demanding implements Runnable {
    @Mixin private AccuracyGate gate;

    @Override
    public void run() {}
  }

  private static AccuracyGate gate(String... flags) {
    Demanding command = new Demanding();
    new CommandLine(command).parseArgs(flags);
    return command.gate;
  }

  private static TargetResult target(String bundle, AccuracyRow... accuracy) {
    return new TargetResult(
        "t",
        "",
        "",
        true,
        false,
        bundle,
        List.of(),
        List.of(),
        List.of(),
        List.of(accuracy),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Map.of(),
        List.of(),
        List.of());
  }

  private static AccuracyRow row(String method, double within10) {
    return new AccuracyRow(method, 20, 0, within10, 0, 0);
  }

  private static ExitCode judged(AccuracyGate gate, TargetResult... targets) {
    return gate.judge(new CampaignResult("c", 1, false, List.of(targets)));
  }

  @Test
  void without_a_demand_every_accuracy_will_do() {
    assertThat(judged(gate(), target("b.zip", row("meterfarm", 3)))).isEqualTo(ExitCode.OK);
    assertThat(gate().isSet()).isFalse();
  }

  @Test
  void our_own_row_of_every_target_has_to_reach_what_is_demanded() {
    AccuracyGate gate = gate("--require-within10", "80");
    TargetResult good = target("b.zip", row("meterfarm", 80), row("flops", 10));
    TargetResult bad = target("b.zip", row("meterfarm", 79.9), row("flops", 99));
    assertThat(judged(gate, good)).isEqualTo(ExitCode.OK);
    assertThat(judged(gate, good, bad)).isEqualTo(ExitCode.ACCURACY_MISSED);
  }

  @Test
  void what_was_not_compared_has_not_reached_it() {
    AccuracyGate gate = gate("--require-within10=0");
    assertThat(judged(gate, target("b.zip"))).isEqualTo(ExitCode.ACCURACY_MISSED);
    assertThat(judged(gate, target(""))).isEqualTo(ExitCode.BUDGET_TOO_SMALL);
    assertThat(gate.judge("t", 0, Double.NaN, ExitCode.PARTIAL))
        .isEqualTo(ExitCode.ACCURACY_MISSED);
    assertThat(gate.judge("t", 1, 0, ExitCode.PARTIAL)).isEqualTo(ExitCode.PARTIAL);
  }

  @Test
  void a_demand_that_makes_no_sense_is_refused() {
    assertThatThrownBy(() -> gate("--require-within10", "101"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("0 to 100");
    StringWriter said = new StringWriter();
    int code =
        CoordinatorMain.run(
            new String[] {"run-campaign", "--detach", "--require-within10", "80"},
            new PrintWriter(said));
    assertThat(code).isEqualTo(ExitCode.USAGE.code());
    assertThat(said.toString()).contains("give it to 'attach'");
  }
}
