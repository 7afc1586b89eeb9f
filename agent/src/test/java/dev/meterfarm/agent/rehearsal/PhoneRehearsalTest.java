package dev.meterfarm.agent.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.testkit.adb.RealAdb;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhoneRehearsalTest {
  @TempDir Path folder;

  private static RehearsalPlan plan(int adbPort, String... models) {
    return new RehearsalPlan(
        models.length,
        List.of(models),
        "current",
        0,
        Optional.empty(),
        adbPort,
        Optional.of("/nowhere/adb"),
        Optional.empty(),
        Duration.ofSeconds(15),
        1);
  }

  @Test
  @Tag("adb")
  void its_phones_are_devices_of_a_server_that_goes_on_without_them() throws Exception {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    try (RealAdb adb = RealAdb.start(folder.resolve("adb"))) {
      String second;
      try (PhoneRehearsal rehearsal = new PhoneRehearsal(plan(adb.port(), "pixel-8", "old"))) {
        rehearsal.start(news -> {});
        assertThat(rehearsal.hasStartedServer()).isFalse();
        assertThat(rehearsal.phones()).extracting("model").containsExactly("Pixel 8", "Nexus 5");
        second = rehearsal.phones().get(1).address();
        assertThat(adb.shell(second, "getprop ro.meterfarm.virtual").out()).isEqualTo("1\n");
        rehearsal.say(2, List.of("unplug"));
        await().until(() -> !adb.state(second).equals("device"));
        rehearsal.say(2, List.of("online"));
        await().atMost(Duration.ofSeconds(30)).until(() -> adb.state(second).equals("device"));
        assertThatThrownBy(() -> rehearsal.say(3, List.of("unplug")))
            .hasMessage("there is no phone 3, only 1 to 2");
      }
      assertThat(adb.run("devices").out().strip()).isEqualTo("List of devices attached");
    }
  }

  @Test
  void without_a_server_and_without_adb_it_says_what_to_do() throws IOException {
    try (PhoneRehearsal rehearsal = new PhoneRehearsal(plan(freePort(), "pixel-4"))) {
      assertThatThrownBy(() -> rehearsal.start(news -> {}))
          .isInstanceOfSatisfying(
              FarmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUNTIME_MISSING))
          .hasMessageContaining("/nowhere/adb")
          .hasMessageContaining("--adb");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nonsense_is_refused_with_what_there_is() {
    assertThatThrownBy(() -> plan(5037, "pixel-9"))
        .hasMessage("there is no phone 'pixel-9' to rehearse with, only [pixel-4, pixel-8, old]");
    assertThatThrownBy(() -> plan(0, "old")).hasMessageContaining("must be from 1 to 65535");
    assertThatThrownBy(() -> plan(5037)).hasMessageContaining("from 1 to 64 phones");
  }
}
