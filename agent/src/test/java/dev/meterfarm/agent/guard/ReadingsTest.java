package dev.meterfarm.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.DamagedText;
import dev.meterfarm.agent.guard.CpuTopology.Kind;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final List<String> PARTS =
      List.of(
          "allowed",
          "battery",
          "capacities",
          "clocks",
          "disk",
          "features",
          "governors",
          "limits",
          "load",
          "maxima",
          "memory",
          "parts",
          "possible",
          "power",
          "thermal",
          "tree",
          "uptime",
          "zones");
  private static final String ANSWER =
      """
      @@ allowed
      Cpus_allowed:\t00000000,00000008
      @@ battery
        level: 87
        temperature: 285
      @@ capacities
      /sys/devices/system/cpu/cpu0/cpu_capacity:261
      /sys/devices/system/cpu/cpu3/cpu_capacity:1024
      @@ clocks
      /sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq:1209600
      /sys/devices/system/cpu/cpu3/cpufreq/scaling_cur_freq:<unsupported>
      @@ disk
      Filesystem     1K-blocks     Used Available Use% Mounted on
      /dev/fuse       53000000 52900000    102400  99% /data/local/tmp
      @@ governors
      /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor:schedutil
      @@ limits
      /sys/devices/system/cpu/cpu3/cpufreq/scaling_max_freq:1420800
      @@ load
      1.20 1.00 1.00 1/2345 4000
      @@ maxima
      /sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq:1785600
      /sys/devices/system/cpu/cpu3/cpufreq/cpuinfo_max_freq:2841600
      @@ memory
      MemTotal:        5678900 kB
      MemAvailable:    2345678 kB
      @@ possible
      0-3
      @@ power
        mWakefulness=Asleep
      @@ thermal
      Thermal Status: 1
      Current temperatures from HAL:
      \tTemperature{mValue=33.5, mType=3, mName=skin, mStatus=0}
      @@ uptime
      12345.67 45678.90
      @@ zones
      /sys/class/thermal/thermal_zone0/type:cpu-1-0
      /sys/class/thermal/thermal_zone0/temp:41200
      @@ end
      """;

  private static String cpus(String file, long... values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      text.append("/sys/devices/system/cpu/cpu" + i + "/" + file + ":" + values[i] + "\n");
    }
    return text.toString();
  }

  private static CpuTopology topology(String capacities, String maxima) {
    return CpuTopology.of(
        Survey.parse("@@ capacities\n" + capacities + "@@ maxima\n" + maxima + "@@ end\n"));
  }

  private static final CpuTopology THREE =
      topology(
          cpus("cpu_capacity", 261, 261, 261, 261, 871, 871, 871, 1024),
          cpus(
              "cpufreq/cpuinfo_max_freq",
              1785600,
              1785600,
              1785600,
              1785600,
              2419200,
              2419200,
              2419200,
              2841600));

  @Test
  void three_clusters_are_little_medium_and_big() {
    assertThat(THREE.clusters()).hasSize(3);
    assertThat(THREE.mask(Kind.BIG, 1)).hasValue(0x80L);
    assertThat(THREE.mask(Kind.MEDIUM, 3)).hasValue(0x70L);
    assertThat(THREE.mask(Kind.LITTLE, 4)).hasValue(0x0fL);
    assertThat(THREE.text()).isEqualTo("4 x 1785 MHz, 3 x 2419 MHz, 1 x 2841 MHz");
  }

  @Test
  void more_cores_than_a_cluster_has_come_from_the_next_weaker_one() {
    assertThat(THREE.mask(Kind.BIG, 4)).hasValue(0xf0L);
    assertThat(THREE.mask(Kind.LITTLE, 5)).isEmpty();
    assertThat(THREE.mask(Kind.BIG, 9)).isEmpty();
  }

  @Test
  void clocks_do_where_the_kernel_tells_no_capacity() {
    CpuTopology two =
        topology("", cpus("cpufreq/cpuinfo_max_freq", 1400000, 1400000, 2000000, 2000000));
    assertThat(two.mask(Kind.BIG, 2)).hasValue(0xcL);
    assertThat(two.mask(Kind.LITTLE, 1)).hasValue(0x2L);
    assertThat(two.mask(Kind.MEDIUM, 1)).isEmpty();
  }

  @Test
  void cores_of_which_nothing_is_told_are_one_cluster() {
    CpuTopology same = CpuTopology.of(Survey.parse("@@ possible\n0-3\n@@ end\n"));
    assertThat(same.mask(Kind.BIG, 4)).hasValue(0xfL);
    assertThat(same.mask(Kind.LITTLE, 1)).isEmpty();
    assertThat(same.text()).isEqualTo("4 cores");
  }

  @Test
  void nothing_told_is_nothing_known() {
    assertThat(topology("", "").mask(Kind.BIG, 1)).isEmpty();
  }

  @Test
  void readings_and_rules_name_what_is_wrong() {
    DeviceReadings hot =
        DeviceReadings.of(
            Survey.parse(
                """
                @@ battery
                  level: 12
                  temperature: 415
                @@ thermal
                Thermal Status: 3
                Cached temperatures:
                \tTemperature{mValue=99.0, mType=3, mName=stale, mStatus=0}
                Current temperatures from HAL:
                \tTemperature{mValue=43.5, mType=3, mName=skin, mStatus=2}
                \tTemperature{mValue=100.0, mType=6, mName=bcl, mStatus=0}
                @@ power
                  mWakefulness=Awake
                @@ load
                17.20 1.00 1.00 1/2345 4000
                @@ disk
                Filesystem     1K-blocks     Used Available Use% Mounted on
                /dev/fuse       53000000 52900000    102400  99% /data/local/tmp
                @@ end
                """));
    assertThat(hot.celsius()).containsOnlyKeys("skin");
    assertThat(HealthRules.standard().objections(hot, OptionalLong.empty()))
        .containsExactly(
            "battery at 12 %, at least 20 %",
            "battery at 41.5 C, at most 40.0 C",
            "thermal status 3, at most 0",
            "load 17.2, at most 12.0",
            "100 MB of disk free, at least 200");
    assertThat(hot.asMap()).containsEntry("celsius.skin", "43.5").containsEntry("screen", "Awake");
  }

  @Test
  void clocks_memory_and_governors_are_judged_on_the_cores_that_measure() {
    DeviceReadings of =
        DeviceReadings.of(
            Survey.parse(
                "@@ memory\nMemTotal:  4096000 kB\nMemAvailable:  307200 kB\n@@ governors\n"
                    + "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor:powersave\n"
                    + "/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor:schedutil\n"
                    + "@@ limits\n"
                    + cpus("cpufreq/scaling_max_freq", 900000, 1000000)
                    + "@@ maxima\n"
                    + cpus("cpufreq/cpuinfo_max_freq", 1800000, 2000000)
                    + "@@ allowed\nCpus_allowed:\t00000000,00000002\n@@ end\n"));
    assertThat(of.allowed()).hasValue("2");
    assertThat(of.asMap())
        .containsEntry("governor.cpu0", "powersave")
        .containsEntry("clockLimitPercent.cpu1", "50");
    HealthRules rules =
        rules(
            "{governors: [schedutil, performance], least-clock-percent: 60,"
                + " least-memory-megabytes: 400}");
    assertThat(rules.objections(of, OptionalLong.of(2)))
        .containsExactly(
            "300 MB of memory free, at least 400",
            "CPU 1 is held at 50 % of its clock, at least 60 %");
    assertThat(rules.objections(of, OptionalLong.empty()))
        .contains("governor of CPU 0 is powersave, not schedutil or performance");
    assertThat(HealthRules.standard().objections(of, OptionalLong.empty())).isEmpty();
  }

  @Test
  void a_screen_that_is_on_and_a_hot_sensor_are_ruled_where_a_profile_says_so() {
    DeviceReadings of =
        DeviceReadings.of(
            Survey.parse(
                """
                @@ power
                  mWakefulness=Awake
                @@ zones
                /sys/class/thermal/thermal_zone0/type:cpu
                /sys/class/thermal/thermal_zone0/temp:71200
                @@ end
                """));
    HealthRules rules = rules("{screen-off: true, most-celsius: 70}");
    assertThat(rules.objections(of, OptionalLong.empty()))
        .containsExactly("cpu at 71.2 C, at most 70.0", "the screen is on");
    assertThat(rules.asMap())
        .containsEntry("health.screenOff", "true")
        .containsEntry("health.mostCelsius", "70.0")
        .containsEntry("health.leastDiskMegabytes", "200")
        .containsEntry("health.patience", "PT5M")
        .containsEntry("health.rebootAfterHours", "0.0");
    DeviceReadings dark =
        DeviceReadings.of(Survey.parse("@@ power\n  mWakefulness=Asleep\n@@ end\n"));
    assertThat(rules.objections(dark, OptionalLong.empty())).isEmpty();
  }

  private static HealthRules rules(String yaml) {
    Problems problems = new Problems();
    HealthRules rules = HealthRules.read(ConfigNode.parse(yaml, "test", problems));
    problems.throwIfAny("test");
    return rules;
  }

  @Test
  void zones_are_read_where_there_is_no_thermal_service() {
    DeviceReadings of =
        DeviceReadings.of(
            Survey.parse(
                """
                @@ zones
                /sys/class/thermal/thermal_zone0/type:cpu
                /sys/class/thermal/thermal_zone1/type:battery
                /sys/class/thermal/thermal_zone0/temp:41200
                /sys/class/thermal/thermal_zone1/temp:29
                /sys/class/thermal/thermal_zone2/temp:-274000
                @@ end
                """));
    assertThat(of.celsius()).containsEntry("cpu", 41.2).containsEntry("battery", 29.0).hasSize(2);
    assertThat(of.batteryPercent()).isEmpty();
    assertThat(HealthRules.standard().objections(of, OptionalLong.empty())).isEmpty();
  }

  @Property(tries = 1000)
  void no_answer_of_a_phone_breaks_the_reader(@ForAll String text) {
    StringBuilder answer = new StringBuilder();
    PARTS.forEach(part -> answer.append("@@ ").append(part).append('\n').append(text).append('\n'));
    Survey survey = Survey.parse(answer + "@@ end\n");
    assertThat(DeviceReadings.of(survey).asMap()).doesNotContainValue(null);
    assertThat(CpuTopology.of(survey).clusters()).isNotNull();
  }

  /** Numbers are those of the answer, in another unit at the most. */
  @Property(tries = 2000)
  void damaged_answers_of_a_phone(@ForAll long seed, @ForAll @IntRange(max = 12) int edits) {
    String text = DamagedText.of(ANSWER, new Random(seed), edits);
    Survey survey = Survey.parse(text);
    DeviceReadings of = DeviceReadings.of(survey);
    of.batteryPercent().ifPresent(level -> assertThat(text).contains("level: "));
    of.thermalStatus().ifPresent(status -> assertThat(text).contains("Status: " + status));
    of.load1().ifPresent(load -> assertThat(load).isNotNegative());
    of.memoryFreeMegabytes().ifPresent(memory -> assertThat(memory).isNotNegative());
    of.diskFreeMegabytes().ifPresent(disk -> assertThat(disk).isNotNegative());
    of.celsius().values().forEach(celsius -> assertThat(celsius).isBetween(-40.0, 150.0));
    of.governors().values().forEach(governor -> assertThat(text).contains(governor));
    assertThat(HealthRules.standard().objections(of, OptionalLong.of(0x8))).isNotNull();
    assertThat(of.summary()).isNotNull();
    CpuTopology topology = CpuTopology.of(survey);
    for (Kind kind : Kind.values()) {
      topology.mask(kind, 1).ifPresent(mask -> assertThat(Long.bitCount(mask)).isEqualTo(1));
    }
    assertThat(topology.text()).isNotNull();
  }
}
