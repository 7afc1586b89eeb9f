package dev.meterfarm.coordinator.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedCausesTest {
  private static final Instant T0 = Instant.parse("2026-11-21T08:00:00Z");

  private final List<DeviceRecord> devices = new ArrayList<>();

  private void device(String id, String agent, String host, String hub, String os) {
    devices.add(
        DeviceRecord.first(
            new DeviceId(id), agent, new Whereabouts(host, hub, id, os), Set.of("t"), T0));
  }

  private static SharedCauses.Failure lost(String id) {
    return new SharedCauses.Failure(new DeviceId(id), ErrorCode.DEVICE_LOST, T0);
  }

  private List<Finding> findings(String... ids) {
    return SharedCauses.of(List.of(ids).stream().map(SharedCausesTest::lost).toList(), devices);
  }

  @Test
  void a_lost_hub_is_one_finding() {
    for (int i = 0; i < 7; i++) {
      device("p" + i, "agent", "host", "hub-2", "os-" + i % 3);
    }
    device("q0", "agent", "host", "hub-1", "os-0");
    device("q1", "agent", "host", "hub-1", "os-1");
    List<Finding> found = findings("p0", "p1", "p2", "p3", "p4", "p5", "p6");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).cause()).isEqualTo(Finding.Cause.HUB);
    assertThat(found.get(0).value()).isEqualTo("host hub-2");
    assertThat(found.get(0).devices()).hasSize(7);
    assertThat(found.get(0).of()).isEqualTo(7);
  }

  @Test
  void an_os_build_is_blamed_across_hosts() {
    for (int i = 0; i < 6; i++) {
      device("p" + i, "agent-" + i % 3, "host-" + i % 3, "hub", i < 3 ? "bad" : "fine");
    }
    List<Finding> found = findings("p0", "p1", "p2");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).cause()).isEqualTo(Finding.Cause.OS_BUILD);
  }

  @Test
  void few_failures_among_many_healthy_devices_are_told_one_by_one() {
    for (int i = 0; i < 10; i++) {
      device("p" + i, "agent", "host", "hub", "os");
    }
    assertThat(findings("p1", "p2", "p2"))
        .extracting(Finding::cause, Finding::value, Finding::count)
        .containsExactlyInAnyOrder(
            tuple(Finding.Cause.DEVICE, "p1", 1), tuple(Finding.Cause.DEVICE, "p2", 2));
  }

  @Test
  void a_dead_agent_is_named_by_its_host_where_both_are_the_same() {
    device("p0", "agent", "host", "hub-1", "os");
    device("p1", "agent", "host", "hub-2", "os2");
    device("p2", "other", "elsewhere", "hub-2", "os2");
    assertThat(findings("p0", "p1")).extracting(Finding::cause).containsExactly(Finding.Cause.HOST);
  }
}
