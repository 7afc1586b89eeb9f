package dev.meterfarm.agent.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.testkit.adb.RealAdb;
import dev.meterfarm.virtualphone.PhoneHost;
import dev.meterfarm.virtualphone.PhoneSettings;
import dev.meterfarm.virtualphone.VirtualPhone;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhoneShelfTest {
  @TempDir private Path folder;

  private static String look(VirtualPhone phone) {
    return (phone.state().isAwake() ? "lit " : "dark ")
        + phone.state().setting("system", "screen_brightness").orElseThrow();
  }

  @Test
  @Tag("adb")
  void a_phone_blinks_and_is_then_as_it_was() throws Exception {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    List<String> seen = new ArrayList<>();
    try (RealAdb adb = RealAdb.start(folder.resolve("adb"));
        PhoneHost host = new PhoneHost()) {
      VirtualPhone phone =
          host.start(PhoneSettings.of(PhoneModel.pixel4(), "SHELF", folder.resolve("phone")));
      adb.connect(phone.address());
      for (boolean wasLit : List.of(true, false)) {
        phone.state().awake(wasLit);
        seen.clear();
        PhoneShelf.locate(
            adb.port(), "SHELF", 2, seen::add, time -> seen.add(look(phone)) && seen.size() > 3);
        assertThat(seen)
            .containsExactly(
                "Google Pixel 4 (" + phone.address() + ")", "lit 255", "dark 255", "lit 255");
        assertThat(look(phone)).isEqualTo(wasLit ? "lit 102" : "dark 102");
      }
      assertThatThrownBy(() -> PhoneShelf.locate(adb.port(), "NONE", 1, seen::add, time -> true))
          .isInstanceOfSatisfying(
              FarmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
          .hasMessageContainingAll("NONE", phone.address(), "bin/agent devices");
    }
  }
}
