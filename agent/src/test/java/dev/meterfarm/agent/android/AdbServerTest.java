package dev.meterfarm.agent.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.testkit.adb.RealAdb;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("adb")
class AdbServerTest {
  @TempDir private Path folder;

  @Test
  void a_path_to_adb_starts_a_server_where_none_runs_and_it_goes_on_afterwards() throws Exception {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    Path profiles = Files.createDirectory(folder.resolve("profiles"));
    try (RealAdb adb = RealAdb.prepare(folder.resolve("adb"))) {
      Files.writeString(
          profiles.resolve("any.yaml"),
          """
          device: any
          driver: android
          adb: {port: %d, path: %s}
          targets:
            any-cpu: {cluster: big}
          """
              .formatted(adb.port(), adb.program()));
      assertThat(AdbServer.isAnswering(adb.port())).isFalse();
      for (int start = 0; start < 2; start++) {
        try (LocalAgent agent =
            LocalAgent.open(LocalAgent.profiles(profiles), WantedTargets.all())) {
          assertThat(AdbServer.isAnswering(adb.port())).isTrue();
          assertThat(agent.sightings()).allMatch(of -> of.driver().equals("android"));
        }
        assertThat(AdbServer.isAnswering(adb.port())).as("it is not ours to stop").isTrue();
      }
    }
  }
}
