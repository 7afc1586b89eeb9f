package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.CoordinatorNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
  }

  private Path config(String... lines) throws IOException {
    return Files.writeString(folder.resolve("coordinator.yaml"), String.join("\n", lines) + "\n");
  }

  private int doctor(Path config) {
    StringWriter errors = new StringWriter();
    String[] command = {"doctor", "--config", config.toString(), "--data", data.toString()};
    int code = CoordinatorMain.run(command, new PrintWriter(errors));
    assertThat(errors.toString()).isEmpty();
    return code;
  }

  @Test
  void a_place_where_nothing_was_served_yet_will_do_and_stays_as_it_is() throws IOException {
    assertThat(doctor(config("listen: {port: 0}"))).isZero();
    assertThat(data).doesNotExist();
  }

  @Test
  void a_coordinator_that_serves_is_well_and_goes_on() throws Exception {
    Path config = config("listen: {port: 0}");
    try (CoordinatorNode node =
        CoordinatorNode.start(
            NodeSettingsLoader.load(Optional.of(config), Optional.of(data), false), "test")) {
      assertThat(doctor(config)).isZero();
      assertThat(node.isDraining()).isFalse();
    }
  }

  @Test
  void a_port_that_is_taken_may_be_the_coordinator_itself() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(doctor(config("listen: {port: " + taken.getLocalPort() + "}"))).isZero();
    }
  }

  @Test
  void whatever_keeps_it_from_serving_is_a_failure() throws IOException {
    Path free = config("listen: {port: 0}");
    Files.writeString(data, "a file");
    assertThat(doctor(free)).as("no folder").isEqualTo(5);
    Files.delete(data);

    Files.createDirectories(data);
    Files.writeString(data.resolve("meterfarm.db"), "no database");
    assertThat(doctor(free)).as("no ledger").isEqualTo(5);
    Files.delete(data.resolve("meterfarm.db"));
    assertThat(doctor(free)).isZero();

    Path files =
        config("listen: {port: 0}", "tls: {mode: files, certificate: no.pem, key: no.key}");
    assertThat(doctor(files)).as("no certificate").isEqualTo(5);
    assertThat(doctor(config("lissen: {}"))).as("wrong settings").isEqualTo(5);
  }
}
