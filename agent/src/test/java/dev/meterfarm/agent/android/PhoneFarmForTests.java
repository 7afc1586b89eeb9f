package dev.meterfarm.agent.android;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.testkit.adb.RealAdb;
import dev.meterfarm.virtualphone.PhoneControl;
import dev.meterfarm.virtualphone.PhoneHost;
import dev.meterfarm.virtualphone.PhoneSettings;
import dev.meterfarm.virtualphone.VirtualPhone;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Virtual phones behind a real adb server of its own, and an agent that drives them. */
final class PhoneFarmForTests implements AutoCloseable {
  /** How long anything may take on a machine that does much else. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private final RealAdb adb;
  private final PhoneHost host = new PhoneHost();
  private final ScratchFolder scratch = ScratchFolder.open();
  private final List<HttpServer> servers = new ArrayList<>();
  private Optional<LocalAgent> agent = Optional.empty();
  private int phones;

  private PhoneFarmForTests(Path folder, RealAdb adb) {
    this.folder = folder;
    this.adb = adb;
  }

  static PhoneFarmForTests start(Path folder) {
    try {
      return new PhoneFarmForTests(folder, RealAdb.start(folder.resolve("adb")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A phone that is switched on and that adb knows, by this serial number. */
  VirtualPhone plugIn(PhoneModel model, String serial) {
    VirtualPhone phone = switchOn(model, serial);
    connect(phone);
    return phone;
  }

  /** A phone of which adb knows nothing yet. */
  VirtualPhone switchOn(PhoneModel model, String serial) {
    try {
      return host.start(PhoneSettings.of(model, serial, folder.resolve(serial + "-" + phones++)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void connect(VirtualPhone phone) {
    try {
      adb.run("connect", phone.address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes a phone away for good. */
  void unplug(VirtualPhone phone) {
    try {
      adb.run("disconnect", phone.address());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    phone.close();
    awaitState(phone, "disconnected");
  }

  /** The adb server, for what an operator would type. */
  RealAdb adb() {
    return adb;
  }

  /** Serves a file over HTTP; returns its URL. */
  String serve(String name, byte[] content) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/" + name,
          exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
          });
      server.start();
      servers.add(server);
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the agent with these profiles; each is told which adb server is meant. */
  LocalAgent drive(String... profiles) {
    try {
      Path all = Files.createDirectories(folder.resolve("profiles"));
      for (int i = 0; i < profiles.length; i++) {
        Files.writeString(
            all.resolve(i + ".yaml"),
            "driver: android\nadb: {port: " + adb.port() + "}\n" + profiles[i]);
      }
      LocalAgent opened = LocalAgent.open(LocalAgent.profiles(all), WantedTargets.all());
      agent = Optional.of(opened);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ScratchFolder scratch() {
    return scratch;
  }

  /** The phone with a serial number, as soon as it is ready. */
  Device ready(String serial) {
    await().atMost(PATIENCE).until(() -> find(serial).isPresent());
    return find(serial).orElseThrow();
  }

  Optional<Device> find(String serial) {
    return agent.orElseThrow().devices().stream()
        .filter(of -> of.id().value().equals(serial))
        .findFirst();
  }

  DeviceSighting sighting(VirtualPhone phone) {
    return agent.orElseThrow().sightings().stream()
        .filter(of -> of.id().equals(phone.address()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("adb does not tell of " + phone.address()));
  }

  void awaitState(VirtualPhone phone, String state) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                agent.orElseThrow().sightings().stream()
                    .anyMatch(of -> of.id().equals(phone.address()) && of.state().equals(state)));
  }

  DeviceReport measure(String serial, JobSpec spec) throws InterruptedException {
    Device device = ready(serial);
    try (PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
      return device.measure(job);
    }
  }

  /** Scripts a phone. */
  static void say(VirtualPhone phone, String... lines) {
    List<String> all = Arrays.asList(lines);
    all.forEach(words -> new PhoneControl(phone).execute(List.of(words.split(" ", -1))));
  }

  @Override
  public void close() {
    agent.ifPresent(LocalAgent::close);
    host.close();
    servers.forEach(server -> server.stop(0));
    scratch.close();
    try {
      adb.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
