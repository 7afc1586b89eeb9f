package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.child.ReferenceModels;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.guard.DeviceReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The phones of one adb server, as they come and go.
 *
 * <pre>{@code
 * stateDiagram-v2
 *   [*] --> PREPARING : adb says device
 *   [*] --> OFFLINE
 *   [*] --> UNAUTHORIZED
 *   OFFLINE --> PREPARING : adb says device
 *   UNAUTHORIZED --> PREPARING : allowed on its screen
 *   PREPARING --> READY : tool pushed and tried
 *   PREPARING --> UNMATCHED : no profile
 *   PREPARING --> DUPLICATE : same serial number as another
 *   PREPARING --> UNHEALTHY : no answer, or the tool does not run
 *   UNHEALTHY --> PREPARING : tried again every 30 s
 *   DUPLICATE --> PREPARING : tried again every 30 s
 *   READY --> UNHEALTHY : answers nothing any more
 *   READY --> DISCONNECTED : unplugged
 *   READY --> OFFLINE
 * }</pre>
 *
 * <p>ddmlib's listeners only hand over to threads of this class; all state is guarded by {@code
 * this}.
 */
final class PhoneSource implements DeviceSource {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneSource.class);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final int MOST_OPENING = 4;
  private static final String NO_ANSWER =
      "adb calls it a device, but it does not answer; reboot it: ";

  /** A phone that adb has told of. */
  private static final class Known {
    private PhoneState state;
    private String reason = "";
    private String what = "";
    private Optional<PhoneFacts> facts = Optional.empty();
    private Optional<ProfileChoice> choice = Optional.empty();
    private Optional<PhoneDevice> device = Optional.empty();
    private final Leftovers leftovers = new Leftovers();
    private IDevice handle;
  }

  private final PhoneInstaller installer;
  private final DeviceListener listener;
  private final PowerCycle powerCycle = new PowerCycle();
  private final ScheduledExecutorService deadlines =
      Executors.newScheduledThreadPool(1, daemon("adb-deadlines"));
  private final ExecutorService opening =
      Executors.newFixedThreadPool(MOST_OPENING, daemon("adb-phones"));
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final List<Future<?>> pending = new ArrayList<>();
  private AdbServer server;
  private boolean closed;

  private PhoneSource(PhoneInstaller installer, DeviceListener listener) {
    this.installer = installer;
    this.listener = listener;
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Connects to the server, and opens all phones that are plugged in. */
  static PhoneSource open(
      List<AndroidProfile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    Path folder = scratch.newFolder();
    List<ModelFile> references;
    try {
      references = ReferenceModels.writeAll(folder);
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "cannot write the reference models to " + folder, e);
    }
    PhoneSource source =
        new PhoneSource(new PhoneInstaller(profiles, wanted, references), listener);
    boolean opened = false;
    try {
      AndroidProfile.Adb adb = profiles.get(0).adb();
      if (!wanted.isEverything() && adb.program().isEmpty()) {
        AdbServer.require(adb.port());
      }
      source.server = AdbServer.open(adb.port(), adb.program(), source::changed, source::left);
      source.server.devices().forEach(source::changed);
      source.awaitPending();
      opened = true;
      return source;
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  private void awaitPending() {
    List<Future<?>> all;
    synchronized (this) {
      all = List.copyOf(pending);
    }
    for (Future<?> of : all) {
      try {
        of.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FarmException(ErrorCode.CANCELLED, "interrupted while phones were opened", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("opening a phone must not throw", e);
      }
    }
  }

  /** A phone appeared, or its state changed. */
  private synchronized void changed(IDevice device) {
    Known of = known.computeIfAbsent(device.getSerialNumber(), serial -> new Known());
    PhoneState before = of.state;
    PhoneState state = state(device);
    boolean isNew = of.handle != device;
    if (closed || (!isNew && isOpenOrOpening(of) && state == PhoneState.PREPARING)) {
      return;
    }
    of.handle = device;
    letGo(of, "adb says " + device.getState());
    of.state = state;
    of.reason = remedy(state);
    if (before != state) {
      LOG.info("Phone {} is {}", device.getSerialNumber(), state);
    }
    if (state == PhoneState.PREPARING) {
      startPreparing(device, of);
    }
  }

  private void startPreparing(IDevice device, Known of) {
    try {
      pending.removeIf(Future::isDone);
      pending.add(opening.submit(() -> prepare(device, of)));
    } catch (RejectedExecutionException e) {
      LOG.debug("Phone {} came after the end", device.getSerialNumber());
    }
  }

  /** What was wrong with a phone may be over without adb noticing anything. */
  private synchronized void tryAgain(IDevice device, Known of) {
    boolean failed = of.state == PhoneState.UNHEALTHY || of.state == PhoneState.DUPLICATE;
    if (!closed && of.handle == device && failed) {
      of.state = PhoneState.PREPARING;
      startPreparing(device, of);
    }
  }

  /** A phone that was ready answers nothing any more, though adb calls it a device. */
  private synchronized void fellSilent(IDevice device, Known of, String why) {
    if (!closed && of.handle == device && of.state == PhoneState.READY) {
      LOG.warn("Phone {} is UNHEALTHY: {}", device.getSerialNumber(), why);
      letGo(of, why);
      of.state = PhoneState.UNHEALTHY;
      of.reason = NO_ANSWER + why;
      var unused =
          deadlines.schedule(() -> tryAgain(device, of), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static boolean isOpenOrOpening(Known of) {
    return of.state == PhoneState.READY || of.state == PhoneState.PREPARING;
  }

  private synchronized void left(IDevice device) {
    Known of = known.get(device.getSerialNumber());
    if (of != null && of.handle == device) {
      letGo(of, "it was unplugged");
      of.state = PhoneState.DISCONNECTED;
      of.reason = "it was unplugged";
    }
  }

  private void letGo(Known of, String reason) {
    of.device.ifPresent(
        device -> {
          listener.gone(device.id(), reason);
          device.close();
        });
    of.device = Optional.empty();
  }

  private static PhoneState state(IDevice device) {
    IDevice.DeviceState state = device.getState();
    if (state == null) {
      return PhoneState.OFFLINE;
    }
    return switch (state) {
      case ONLINE -> PhoneState.PREPARING;
      case UNAUTHORIZED, AUTHORIZING -> PhoneState.UNAUTHORIZED;
      case DISCONNECTED -> PhoneState.DISCONNECTED;
      case OFFLINE -> PhoneState.OFFLINE;
      default -> PhoneState.NOT_BOOTED;
    };
  }

  private static String remedy(PhoneState state) {
    return switch (state) {
      case OFFLINE -> "replug it or run 'adb reconnect'; a phone over the network: 'adb connect'";
      case UNAUTHORIZED -> "unlock it and accept this machine's key in the dialog on its screen";
      case NOT_BOOTED -> "boot it into Android";
      default -> "";
    };
  }

  /** Surveys, matches and installs; every failure becomes a state with a reason. */
  private void prepare(IDevice handle, Known of) {
    PhoneState state = PhoneState.UNHEALTHY;
    String reason;
    Optional<PhoneDevice> device = Optional.empty();
    try {
      AdbPhone phone = new AdbPhone(handle, deadlines, of.leftovers);
      PhoneFacts facts = survey(phone, of);
      of.leftovers.remove(phone);
      Optional<String> twin = twinOf(handle, of, facts);
      if (twin.isPresent()) {
        state = PhoneState.DUPLICATE;
        reason = "its serial number is there twice: " + twin.get() + "; unplug one";
      } else if (of.choice.isEmpty()) {
        state = PhoneState.UNMATCHED;
        reason = "no profile is for it: see 'agent devices --suggest'";
      } else {
        AndroidProfile profile = of.choice.get().profile();
        device =
            Optional.of(
                installer.install(phone, facts, profile, why -> fellSilent(handle, of, why)));
        state = PhoneState.READY;
        reason = "";
      }
    } catch (FarmException e) {
      reason = e.getMessage();
    } catch (InterruptedException e) {
      reason = "the agent stops";
    } catch (RuntimeException e) {
      LOG.error("Phone {} cannot be opened", handle.getSerialNumber(), e);
      reason = e.toString();
    }
    settle(handle, of, state, reason, device);
  }

  /** A phone that does not answer at all is taken its power, if its profile knows how. */
  private PhoneFacts survey(AdbPhone phone, Known of) throws InterruptedException {
    try {
      return installer.survey(phone);
    } catch (DeviceException e) {
      PhoneFacts known;
      synchronized (this) {
        known = of.facts.orElseGet(() -> PhoneFacts.unknown(phone.serial()));
      }
      Optional<ProfileChoice> choice = installer.choose(known);
      if (choice.isPresent()) {
        powerCycle.tryRun(choice.get().profile(), known);
      }
      throw new DeviceException(e.code(), NO_ANSWER + e.getMessage(), e);
    }
  }

  private synchronized void settle(
      IDevice handle, Known of, PhoneState state, String reason, Optional<PhoneDevice> device) {
    if (closed || of.handle != handle || of.state != PhoneState.PREPARING) {
      device.ifPresent(PhoneDevice::close);
      return;
    }
    if (!reason.isEmpty() && !reason.equals(of.reason)) {
      LOG.warn("Phone {} is {}: {}", handle.getSerialNumber(), state, reason);
    }
    of.state = state;
    of.reason = reason;
    of.device = device;
    device.ifPresent(listener::appeared);
    if (state != PhoneState.READY && state != PhoneState.UNMATCHED) {
      var unused =
          deadlines.schedule(() -> tryAgain(handle, of), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Notes what a phone is, and looks for another one with its serial number. Of two that come at
   * once, the second sees the first.
   */
  private synchronized Optional<String> twinOf(IDevice handle, Known of, PhoneFacts facts) {
    of.facts = Optional.of(facts);
    of.what = facts.deviceClass();
    of.choice = installer.choose(facts);
    return known.entrySet().stream()
        .filter(e -> e.getValue() != of && isOpenOrOpening(e.getValue()))
        .filter(
            e ->
                e.getValue()
                    .facts
                    .map(PhoneFacts::hardwareSerial)
                    .orElse("")
                    .equals(facts.hardwareSerial()))
        .map(e -> place(e.getKey()) + " and " + place(handle.getSerialNumber()))
        .findFirst()
        .or(() -> UsbPlaces.ofThisMachine().twins(handle.getSerialNumber()));
  }

  private static String place(String serial) {
    return UsbPlaces.ofThisMachine().find(serial).map(UsbPlaces.Place::text).orElse(serial);
  }

  /** What adb knows and did not tell, as it may happen with phones that it cannot use. */
  private void catchUp() {
    for (IDevice device : server.devices()) {
      PhoneState state = state(device);
      boolean isNews;
      synchronized (this) {
        Known of = known.get(device.getSerialNumber());
        isNews =
            of == null
                || of.handle != device
                || (state != PhoneState.PREPARING
                    && of.state != state
                    && of.state != PhoneState.UNAUTHORIZED);
      }
      if (isNews) {
        changed(device);
      }
    }
  }

  private synchronized void markUnauthorized(List<String> serials) {
    for (String serial : serials) {
      Known of = known.get(serial);
      if (of != null && of.state == PhoneState.OFFLINE) {
        of.state = PhoneState.UNAUTHORIZED;
        of.reason = remedy(of.state);
      }
    }
  }

  @Override
  public List<DeviceSighting> sightings() {
    catchUp();
    markUnauthorized(server.unauthorized());
    Map<String, Known> now;
    synchronized (this) {
      now = new LinkedHashMap<>(known);
    }
    List<DeviceSighting> sightings = new ArrayList<>();
    now.forEach((serial, of) -> sightings.add(sighting(serial, of)));
    return sightings;
  }

  private DeviceSighting sighting(String serial, Known of) {
    Optional<PhoneDevice> device;
    synchronized (this) {
      device = of.device;
    }
    Fitness fitness = device.map(PhoneSource::fitness).orElse(new Fitness(true, ""));
    synchronized (this) {
      String state = of.state.name().toLowerCase(Locale.ROOT);
      return new DeviceSighting(
          serial + UsbPlaces.ofThisMachine().find(serial).map(at -> " at " + at.text()).orElse(""),
          "android",
          of.what,
          fitness.isFit() ? state : "unfit",
          fitness.text().isEmpty() ? of.reason : fitness.text(),
          of.choice.map(c -> c.profile().device() + " (" + c.why() + ")").orElse(""),
          device
              .map(d -> d.targets().stream().map(TargetDescription::name).toList())
              .orElse(List.of()),
          of.facts.map(ProfileSuggestion::text).orElse(""));
    }
  }

  private record Fitness(boolean isFit, String text) {}

  private static Fitness fitness(PhoneDevice device) {
    try {
      DeviceReadings readings = device.readings();
      List<String> objections = device.objections(readings);
      return objections.isEmpty()
          ? new Fitness(true, readings.summary() + leftOut(device))
          : new Fitness(false, String.join("; ", objections));
    } catch (DeviceException e) {
      return new Fitness(false, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Fitness(false, "the agent stops");
    }
  }

  private static String leftOut(PhoneDevice device) {
    return device.leftOut().isEmpty() ? "" : "; left out: " + String.join("; ", device.leftOut());
  }

  @Override
  public void close() {
    List<PhoneDevice> devices = new ArrayList<>();
    synchronized (this) {
      closed = true;
      known.values().forEach(of -> of.device.ifPresent(devices::add));
      known.clear();
    }
    opening.shutdownNow();
    devices.forEach(PhoneDevice::close);
    if (server != null) {
      server.close();
    }
    deadlines.shutdownNow();
  }
}
