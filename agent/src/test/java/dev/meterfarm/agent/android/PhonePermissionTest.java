package dev.meterfarm.agent.android;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.WantedTargets;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A phone on USB that udev gives to nobody. No virtual phone can be one, so the server is a double
 * that says what a real one would.
 */
class PhonePermissionTest {
  private static final String LISTED =
      "HT7A1\tno permissions (missing udev rules? user is in the plugdev group);"
          + " see [http://developer.android.com/tools/device.html]\n";

  @TempDir private Path folder;
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    inBackground(this::accept);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "adb-double");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        inBackground(() -> answer(connection));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private static void answer(Socket connection) {
    try {
      InputStream in = connection.getInputStream();
      byte[] length = in.readNBytes(4);
      if (length.length == 4) { // otherwise it was only asked whether somebody listens
        int bytes = Integer.parseInt(new String(length, UTF_8), 16);
        answer(connection, new String(in.readNBytes(bytes), UTF_8));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private static void answer(Socket connection, String request) throws IOException {
    if (request.equals("host:track-devices")) {
      tell(connection, "OKAY" + counted(LISTED));
      return; // who asked goes on listening
    }
    tell(connection, request.equals("host:devices") ? "OKAY" + counted(LISTED) : "FAIL0000");
    connection.close();
  }

  private static String counted(String text) {
    return String.format(Locale.ROOT, "%04x%s", text.length(), text);
  }

  private static void tell(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(UTF_8));
  }

  @Test
  void a_phone_that_udev_gives_to_nobody_says_so_and_its_rule_is_suggested() throws IOException {
    Path profiles = Files.createDirectory(folder.resolve("profiles"));
    Files.writeString(
        profiles.resolve("any.yaml"),
        """
        device: any
        driver: android
        adb: {port: %d}
        targets:
          any-cpu: {cluster: big}
        """
            .formatted(server.getLocalPort()));
    try (LocalAgent agent = LocalAgent.open(LocalAgent.profiles(profiles), WantedTargets.all())) {
      for (int look = 0; look < 2; look++) {
        DeviceSighting seen = agent.sightings().get(0);
        assertThat(seen.id()).isEqualTo("HT7A1");
        assertThat(seen.state()).isEqualTo("no_permission");
        assertThat(seen.reason()).contains("udev rule", "--suggest");
        assertThat(seen.suggestion()).contains("51-android.rules", "lsusb");
      }
    }
  }

  @Test
  void the_rule_names_the_vendor_where_the_kernel_tells_it() {
    UsbPlaces.Place place = new UsbPlaces.Place("1-4.2", "18d1", "4ee7");
    assertThat(ProfileSuggestion.udevRule(Optional.of(place)))
        .contains("SUBSYSTEM==\"usb\", ATTR{idVendor}==\"18d1\"");
  }
}
