package dev.meterfarm.virtualphone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.virtualphone.adb.Reachability;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MisfortuneTest {
  @TempDir Path folder;
  private PhoneHost host;
  private VirtualPhone phone;

  static List<Mishap> mishaps() {
    return Mishap.ALL;
  }

  @BeforeEach
  void start() throws IOException {
    host = new PhoneHost();
    phone = host.start(PhoneSettings.of(PhoneModel.pixel4(), "A", folder.resolve("A")));
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private List<String> firstMishaps(long seed, int count) {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Misfortune misfortune =
        Misfortune.begin(
            List.of(phone),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            seed,
            (place, words) -> told.add(words));
    try {
      await().until(() -> told.size() >= count);
    } finally {
      misfortune.close();
    }
    return List.copyOf(told.subList(0, count));
  }

  @Test
  void what_happens_follows_from_the_seed() {
    List<String> first = firstMishaps(7, 12);
    assertThat(firstMishaps(7, 12)).isEqualTo(first);
    assertThat(firstMishaps(8, 12)).isNotEqualTo(first);
  }

  @Test
  void at_the_end_the_phone_is_well() throws IOException {
    firstMishaps(3, 40);
    await().until(() -> phone.reachability() == Reachability.ONLINE);
    assertThat(phone.state().thermalStatus()).isZero();
    assertThat(phone.state().battery().percent()).isEqualTo(85);
    assertThat(phone.files().storage().free()).isGreaterThan(1L << 30);
  }

  @ParameterizedTest
  @MethodSource("mishaps")
  void every_mishap_and_remedy_is_understood(Mishap mishap) {
    PhoneControl control = new PhoneControl(phone);
    control.execute(List.of(mishap.words().split(" ")));
    mishap.remedies().forEach(words -> control.execute(List.of(words.split(" "))));
  }
}
