package dev.meterfarm.virtualphone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.testkit.adb.RealAdb;
import dev.meterfarm.virtualphone.adb.Reachability;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real adb makes of the phones. */
@Tag("adb")
class AdbTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir static Path shared;
  private static RealAdb adb;

  @TempDir Path folder;
  private PhoneHost host;
  private VirtualPhone phone;

  @BeforeAll
  static void startServer() throws Exception {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    adb = RealAdb.start(shared.resolve("adb"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (adb != null) {
      adb.close();
    }
  }

  @BeforeEach
  void startPhone() throws IOException {
    host = new PhoneHost();
    phone = start(PhoneModel.pixel4(), "A");
  }

  @AfterEach
  void stopPhones() throws Exception {
    adb.run("disconnect", phone.address());
    host.close();
  }

  private VirtualPhone start(PhoneModel model, String name) throws IOException {
    return host.start(PhoneSettings.of(model, name, folder.resolve(name)));
  }

  @Test
  void it_is_a_device_with_a_model() throws Exception {
    adb.connect(phone.address());
    assertThat(adb.run("devices", "-l").out())
        .contains(phone.address())
        .contains("product:virtual_flame model:Pixel_4 device:flame");
    assertThat(adb.shell(phone.address(), "getprop ro.product.model").out()).isEqualTo("Pixel 4\n");
    assertThat(adb.shell(phone.address(), "getprop ro.meterfarm.virtual").out()).isEqualTo("1\n");
  }

  @Test
  void the_second_shell_protocol_tells_streams_and_status_apart() throws Exception {
    adb.connect(phone.address());
    RealAdb.Result result = adb.shell(phone.address(), "echo out; echo err >&2; exit 7");
    assertThat(result).isEqualTo(new RealAdb.Result(7, "out\n", "err\n"));
  }

  @Test
  void an_old_phone_merges_streams_and_loses_the_status() throws Exception {
    VirtualPhone old = start(PhoneModel.old(), "old");
    adb.connect(old.address());
    RealAdb.Result result = adb.shell(old.address(), "echo out; echo err >&2; exit 7");
    assertThat(result).isEqualTo(new RealAdb.Result(0, "out\nerr\n", ""));
    adb.run("disconnect", old.address());
  }

  @Test
  void exec_out_passes_bytes_as_they_are() throws Exception {
    adb.connect(phone.address());
    Files.write(folder.resolve("A/data/local/tmp/bytes"), new byte[] {0, 13, 10, (byte) 200});
    Process process = adb.begin("-s", phone.address(), "exec-out", "cat /data/local/tmp/bytes");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readAllBytes(adb.lastOutput())).containsExactly(0, 13, 10, (byte) 200);
  }

  @Test
  void files_come_back_as_they_were_pushed_from_old_phones_and_new_ones() throws Exception {
    VirtualPhone old = start(PhoneModel.old(), "old");
    byte[] content = new byte[3_000_001];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("model.tflite"), content);
    for (VirtualPhone each : new VirtualPhone[] {phone, old}) {
      adb.connect(each.address());
      assertThat(adb.on(each.address(), "push", file.toString(), "/data/local/tmp/").status())
          .isZero();
      Path back = folder.resolve("back");
      assertThat(
              adb.on(each.address(), "pull", "/data/local/tmp/model.tflite", back.toString())
                  .status())
          .isZero();
      assertThat(back).hasBinaryContent(content);
    }
    adb.run("disconnect", old.address());
  }

  @Test
  void nothing_outside_the_phones_folder_can_be_reached() throws Exception {
    adb.connect(phone.address());
    Path file = Files.writeString(folder.resolve("evil"), "evil");
    RealAdb.Result pushed =
        adb.on(phone.address(), "push", file.toString(), "/data/local/tmp/../../../../etc/evil");
    assertThat(pushed.status()).isOne();
    assertThat(pushed.out() + pushed.err()).contains("Read-only file system");
    Files.createSymbolicLink(folder.resolve("A/data/local/tmp/out"), folder);
    RealAdb.Result linked =
        adb.on(phone.address(), "push", file.toString(), "/data/local/tmp/out/evil2");
    assertThat(linked.status()).isOne();
    assertThat(adb.shell(phone.address(), "cat /data/local/tmp/out/evil").err())
        .contains("Permission denied");
    assertThat(folder.resolve("evil2")).doesNotExist();
  }

  @Test
  void a_full_disk_is_told_as_a_real_one() throws Exception {
    adb.connect(phone.address());
    Path file = Files.write(folder.resolve("big"), new byte[200_000]);
    adb.shell(phone.address(), "virtual-phone disk 100000");
    RealAdb.Result pushed = adb.on(phone.address(), "push", file.toString(), "/data/local/tmp/");
    assertThat(pushed.status()).isOne();
    assertThat(pushed.out() + pushed.err()).contains("No space left on device");
  }

  @Test
  void an_unauthorized_phone_is_a_device_once_somebody_allows_it() throws Exception {
    phone.become(Reachability.UNAUTHORIZED);
    adb.run("connect", phone.address());
    assertThat(adb.state(phone.address())).isEqualTo("unauthorized");
    phone.become(Reachability.ONLINE);
    await().atMost(LONG).until(() -> adb.state(phone.address()).equals("device"));
    assertThat(adb.shell(phone.address(), "echo hi").out()).isEqualTo("hi\n");
  }

  @Test
  void an_unplugged_phone_comes_back_by_itself() throws Exception {
    adb.connect(phone.address());
    Process sleeping = adb.begin("-s", phone.address(), "shell", "sleep 600");
    await().atMost(LONG).until(() -> host.busyThreads() > 0);
    phone.become(Reachability.UNPLUGGED);
    assertThat(sleeping.waitFor(30, TimeUnit.SECONDS)).isTrue();
    await().atMost(LONG).until(() -> host.busyThreads() == 0);
    await().atMost(LONG).until(() -> !adb.state(phone.address()).equals("device"));
    phone.become(Reachability.ONLINE);
    await().atMost(LONG).until(() -> adb.state(phone.address()).equals("device"));
    assertThat(adb.shell(phone.address(), "echo back").out()).isEqualTo("back\n");
  }

  @Test
  void a_mute_phone_is_a_device_that_answers_nothing() throws Exception {
    phone.become(Reachability.MUTE);
    adb.connect(phone.address());
    Process process = adb.begin("-s", phone.address(), "shell", "echo hi");
    assertThat(process.waitFor(2, TimeUnit.SECONDS)).isFalse();
    assertThat(adb.state(phone.address())).isEqualTo("device");
    process.destroyForcibly();
  }

  @Test
  void what_the_other_end_gives_up_is_hung_up() throws Exception {
    adb.connect(phone.address());
    Process process = adb.begin("-s", phone.address(), "shell", "sleep 600");
    await().atMost(LONG).until(() -> host.busyThreads() > 0);
    process.destroyForcibly();
    await().atMost(LONG).until(() -> host.busyThreads() == 0);
    assertThat(phone.processes().all()).isEmpty();
  }

  @Test
  void a_reboot_takes_it_away_for_a_while() throws Exception {
    adb.connect(phone.address());
    phone.bootTime(Duration.ofMillis(300));
    adb.shell(phone.address(), "setprop debug.x 1");
    assertThat(adb.on(phone.address(), "reboot").status()).isZero();
    await().atMost(LONG).until(() -> adb.state(phone.address()).equals("device"));
    assertThat(adb.shell(phone.address(), "getprop debug.x; cat /proc/uptime").out())
        .startsWith("\n");
  }
}
