package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.child.ReferenceModels;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 *   [*] --> NO_PERMISSION
 *   OFFLINE --> PREPARING : adb says device
 *   UNAUTHORIZED --> PREPARING : allowed on its screen
 *   NO_PERMISSION --> PREPARING : allowed by udev
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

  private final DeviceListener listener;
  private final ScheduledExecutorService deadlines =
      Executors.newScheduledThreadPool(1, daemon("adb-deadlines"));
  private final ExecutorService opening =
      Executors.newFixedThreadPool(MOST_OPENING, daemon("adb-phones"));
  private final PhoneOpener opener;
  private final Map<String, KnownPhone> known = new LinkedHashMap<>();
  private final List<Future<?>> pending = new ArrayList<>();
  private AdbServer server;
  private boolean closed;

  private PhoneSource(PhoneInstaller installer, DeviceListener listener) {
    this.opener = new PhoneOpener(installer, deadlines);
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
    KnownPhone of = known.computeIfAbsent(device.getSerialNumber(), serial -> new KnownPhone());
    PhoneState before = of.state;
    PhoneState state = PhoneState.of(device);
    boolean isNew = of.handle != device;
    if (closed || (!isNew && of.state.isOpenOrOpening() && state == PhoneState.PREPARING)) {
      return;
    }
    of.handle = device;
    letGo(of, "adb says " + device.getState());
    of.state = state;
    of.reason = state.remedy();
    if (before != state) {
      LOG.info("Phone {} is {}", device.getSerialNumber(), state);
    }
    if (state == PhoneState.PREPARING) {
      startPreparing(device, of);
    }
  }

  private void startPreparing(IDevice device, KnownPhone of) {
    try {
      pending.removeIf(Future::isDone);
      pending.add(opening.submit(() -> prepare(device, of)));
    } catch (RejectedExecutionException e) {
      LOG.debug("Phone {} came after the end", device.getSerialNumber());
    }
  }

  /** What was wrong with a phone may be over without adb noticing anything. */
  private synchronized void tryAgain(IDevice device, KnownPhone of) {
    boolean failed = of.state == PhoneState.UNHEALTHY || of.state == PhoneState.DUPLICATE;
    if (!closed && of.handle == device && failed) {
      of.state = PhoneState.PREPARING;
      startPreparing(device, of);
    }
  }

  private void tryAgainLater(IDevice device, KnownPhone of) {
    var unused =
        deadlines.schedule(() -> tryAgain(device, of), RETRY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A phone that was ready answers nothing any more, though adb calls it a device. */
  private synchronized void fellSilent(IDevice device, KnownPhone of, String why) {
    if (!closed && of.handle == device && of.state == PhoneState.READY) {
      LOG.warn("Phone {} is UNHEALTHY: {}", device.getSerialNumber(), why);
      letGo(of, why);
      of.state = PhoneState.UNHEALTHY;
      of.reason = PhoneOpener.noAnswer(why);
      tryAgainLater(device, of);
    }
  }

  private synchronized void left(IDevice device) {
    KnownPhone of = known.get(device.getSerialNumber());
    if (of != null && of.handle == device) {
      letGo(of, "it was unplugged");
      of.state = PhoneState.DISCONNECTED;
      of.reason = "it was unplugged";
    }
  }

  private void letGo(KnownPhone of, String reason) {
    of.device.ifPresent(
        device -> {
          listener.gone(device.id(), reason);
          device.close();
        });
    of.device = Optional.empty();
  }

  private void prepare(IDevice handle, KnownPhone of) {
    settle(handle, of, opener.open(handle, of.leftovers, new Keeper(handle, of)));
  }

  /** What the opener of one phone may know and say. */
  private final class Keeper implements PhoneOpener.Owner {
    private final IDevice handle;
    private final KnownPhone phone;

    Keeper(IDevice handle, KnownPhone phone) {
      this.handle = handle;
      this.phone = phone;
    }

    @Override
    public Optional<PhoneFacts> knownFacts() {
      synchronized (PhoneSource.this) {
        return phone.facts;
      }
    }

    @Override
    public Optional<String> note(PhoneFacts facts, Optional<ProfileChoice> choice) {
      synchronized (PhoneSource.this) {
        phone.facts = Optional.of(facts);
        phone.choice = choice;
        return twins(handle, phone, facts);
      }
    }

    @Override
    public void fellSilent(String why) {
      PhoneSource.this.fellSilent(handle, phone, why);
    }
  }

  private synchronized void settle(IDevice handle, KnownPhone of, PhoneOpener.Opened opened) {
    if (closed || of.handle != handle || of.state != PhoneState.PREPARING) {
      opened.device().ifPresent(PhoneDevice::close);
      return;
    }
    PhoneState state = opened.state();
    if (!opened.reason().isEmpty() && !opened.reason().equals(of.reason)) {
      LOG.warn("Phone {} is {}: {}", handle.getSerialNumber(), state, opened.reason());
    }
    of.state = state;
    of.reason = opened.reason();
    of.device = opened.device();
    of.device.ifPresent(listener::appeared);
    if (state != PhoneState.READY && state != PhoneState.UNMATCHED) {
      tryAgainLater(handle, of);
    }
  }

  /**
   * Another phone with the same serial number. Of two that come at once, the second sees the first.
   */
  private Optional<String> twins(IDevice handle, KnownPhone of, PhoneFacts facts) {
    return known.entrySet().stream()
        .filter(e -> e.getValue() != of && e.getValue().state.isOpenOrOpening())
        .filter(e -> e.getValue().hasSerialOf(facts))
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
      PhoneState state = PhoneState.of(device);
      boolean isNews;
      synchronized (this) {
        KnownPhone of = known.get(device.getSerialNumber());
        isNews =
            of == null
                || of.handle != device
                || (state != PhoneState.PREPARING
                    && of.state != state
                    && of.state != PhoneState.UNAUTHORIZED
                    && of.state != PhoneState.NO_PERMISSION);
      }
      if (isNews) {
        changed(device);
      }
    }
  }

  private synchronized void markRefusals(Map<String, PhoneState> refusals) {
    refusals.forEach(
        (serial, state) -> {
          KnownPhone of = known.get(serial);
          if (of != null && of.state == PhoneState.OFFLINE) {
            of.state = state;
            of.reason = state.remedy();
          }
        });
  }

  @Override
  public List<DeviceSighting> sightings() {
    catchUp();
    markRefusals(server.refusals());
    Map<String, KnownPhone> now;
    synchronized (this) {
      now = new LinkedHashMap<>(known);
    }
    List<DeviceSighting> sightings = new ArrayList<>();
    now.forEach((serial, of) -> sightings.add(sighting(serial, of)));
    return sightings;
  }

  private DeviceSighting sighting(String serial, KnownPhone of) {
    Optional<PhoneDevice> device;
    synchronized (this) {
      device = of.device;
    }
    PhoneFitness fitness = device.map(PhoneFitness::of).orElse(PhoneFitness.UNASKED);
    synchronized (this) {
      return of.sighting(serial, fitness);
    }
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
