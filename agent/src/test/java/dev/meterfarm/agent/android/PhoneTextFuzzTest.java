package dev.meterfarm.agent.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meterfarm.agent.DamagedText;
import dev.meterfarm.agent.benchmarkmodel.ToolRun;
import dev.meterfarm.agent.guard.Survey;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What comes from phones and the adb server, damaged: nothing breaks, and nothing is made up. */
class PhoneTextFuzzTest {
  private static final int VISITS = 3;
  private static final String TRANSCRIPT =
      """
      @@a1b2c3d4 RUN 0
      @@a1b2c3d4 RUN 1
      @@a1b2c3d4 RUN 2
      @@a1b2c3d4 VISIT 0 0 8123.45
      out of run 0

      @@a1b2c3d4 ERR
      err of run 0

      @@a1b2c3d4 DONE
      @@a1b2c3d4 VISIT 1 139 8123.97
      out of run 1

      @@a1b2c3d4 ERR
      err of run 1

      @@a1b2c3d4 DONE
      @@a1b2c3d4 VISIT 2 0 8125.01
      out of run 2

      @@a1b2c3d4 ERR
      err of run 2

      @@a1b2c3d4 DONE
      @@a1b2c3d4 END
      """;
  private static final String IDENTITY =
      """
      @@ gles
      GLES: Qualcomm, Adreno (TM) 640, OpenGL ES 3.2 V@0502.0
      @@ properties
      [ro.product.manufacturer]: [Google]
      [ro.product.model]: [Pixel 4]
      [ro.soc.model]: [SM8150]
      [ro.build.fingerprint]: [google/flame/flame:13/TP1A.221005.002/9012097:user/release-keys]
      @@ end
      """;
  private static final String DEVICES =
      """
      OKAY005a9A051FFAZ002Q5\tdevice
      emulator-5554\tunauthorized
      0123456789ABCDEF\tno permissions (missing udev rules?); see [http://x]
      """;

  private final RunScript script =
      new RunScript(
          "@@a1b2c3d4", "/data/local/tmp/job", "/data/local/tmp/tool", OptionalLong.of(1));

  @Test
  void an_answer_as_it_should_be() {
    assertThat(script.answers(TRANSCRIPT, VISITS))
        .extracting(
            of -> of.visit() + " " + of.run().status() + " " + of.atMillis(),
            of -> of.run().out().strip(),
            of -> of.run().err().strip())
        .containsExactly(
            tuple("0 0 0", "out of run 0", "err of run 0"),
            tuple("1 139 520", "out of run 1", "err of run 1"),
            tuple("2 0 1560", "out of run 2", "err of run 2"));
    assertThat(script.lastVisit(TRANSCRIPT, VISITS)).hasValue(2);
    assertThat(script.isComplete(TRANSCRIPT)).isTrue();
  }

  @Test
  void a_connection_that_breaks_in_the_middle_of_a_line_names_the_visit_before() {
    assertThat(script.lastVisit("@@a1b2c3d4 RUN 0\n@@a1b2c3d4 RUN", VISITS)).hasValue(0);
    assertThat(script.lastVisit("@@a1b2c3d4 RUN 0\n@@a1b2c3d4 RUN 99999999999", VISITS))
        .hasValue(0);
    assertThat(script.lastVisit("@@a1b2c3d4 RUN 0\n@@a1b2c3d4 RUN 3", VISITS)).hasValue(0);
  }

  @Test
  void what_a_full_disk_left_of_a_run_does_not_count_for_the_run_before() {
    String without = TRANSCRIPT.replace("@@a1b2c3d4 VISIT 1 139 8123.97\n", "");
    assertThat(script.answers(without, VISITS)).extracting(of -> of.visit()).containsExactly(0, 2);
    String damaged = TRANSCRIPT.replace("VISIT 1 139", "VISIT 1 x");
    assertThat(script.answers(damaged, VISITS)).extracting(of -> of.visit()).containsExactly(0, 2);
    assertThat(script.answers(TRANSCRIPT, 1)).extracting(of -> of.visit()).containsExactly(0);
  }

  @Property(tries = 2000)
  void damaged_transcripts(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int edits) {
    String text = DamagedText.of(TRANSCRIPT, new Random(seed), edits);
    for (RunScript.Answer answer : script.answers(text, VISITS)) {
      assertThat(answer.visit()).isBetween(0, VISITS - 1);
      ToolRun run = answer.run();
      assertThat(run.status()).isBetween(0, 999);
      assertThat(text.lines().toList()).containsAll(run.out().lines().toList());
      assertThat(text.lines().toList()).containsAll(run.err().lines().toList());
    }
    script.lastVisit(text, VISITS).ifPresent(last -> assertThat(last).isBetween(0, VISITS - 1));
    if (script.isComplete(text)) {
      assertThat(text).contains("END");
    }
  }

  @Property(tries = 1000)
  void damaged_identities(@ForAll long seed, @ForAll @IntRange(max = 6) int edits) {
    String text = DamagedText.of(IDENTITY, new Random(seed), edits);
    PhoneFacts facts = PhoneFacts.of("serial", Survey.parse(text));
    assertThat(text).contains(facts.soc(), facts.gpu());
    facts.properties().forEach((name, value) -> assertThat(text).contains(name, value));
    assertThat(facts.slug()).matches("[a-z0-9-]+");
    assertThat(facts.identity()).doesNotContainValue(null);
  }

  @Property(tries = 1000)
  void damaged_lists_of_devices(@ForAll long seed, @ForAll @IntRange(max = 6) int edits) {
    String text = DamagedText.of(DEVICES, new Random(seed), edits);
    Map<String, PhoneState> refusals = AdbServer.refusals(text);
    refusals.forEach(
        (serial, state) -> {
          assertThat(text).contains(serial);
          assertThat(state).isIn(PhoneState.UNAUTHORIZED, PhoneState.NO_PERMISSION);
        });
  }

  @Property(tries = 500)
  void any_text(@ForAll String text) {
    Set<Integer> seen = new HashSet<>();
    script.answers(text, VISITS).forEach(answer -> seen.add(answer.visit()));
    assertThat(seen).isEmpty();
    assertThat(script.lastVisit(text, VISITS)).isEmpty();
    assertThat(AdbServer.refusals(text)).isEmpty();
    assertThat(PhoneFacts.of("serial", Survey.parse("@@ properties\n" + text)).properties())
        .isEmpty();
  }
}
