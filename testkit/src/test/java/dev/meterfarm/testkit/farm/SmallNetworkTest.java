package dev.meterfarm.testkit.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmallNetworkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void a_pulled_cable_cuts_one_place_off_and_no_other() throws Exception {
    Optional<String> objection = SmallNetwork.objection();
    assumeTrue(objection.isEmpty(), () -> "skipped: " + objection.orElseThrow());
    try (SmallNetwork network = SmallNetwork.open();
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(network.address()))) {
      SmallNetwork.Place one = network.addPlace();
      SmallNetwork.Place other = network.addPlace();
      assertThat(one.address()).isNotEqualTo(other.address());
      await().atMost(PATIENCE).until(() -> reaches(one, server) && reaches(other, server));

      one.unplug();
      assertThat(reaches(one, server)).isFalse();
      assertThat(reaches(other, server)).isTrue();

      one.plugIn();
      await().atMost(PATIENCE).until(() -> reaches(one, server));
    }
  }

  private static boolean reaches(SmallNetwork.Place from, ServerSocket server)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(from.entering());
    command.addAll(
        List.of(
            "timeout",
            "2",
            "/bin/bash",
            "-c",
            "exec 3<>/dev/tcp/$0/$1",
            server.getInetAddress().getHostAddress(),
            Integer.toString(server.getLocalPort())));
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
