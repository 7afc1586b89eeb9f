package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.child.ReferenceModels;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.guard.Survey;
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
 *   READY --> DISCONNECTED : unplugged
 *   READY --> OFFLINE
 * }</pre>
 *
 * <p>ddmlib's listeners only hand over to threads of this class; all state is guarded by {@code
 * this}.
 */
final class PhoneSource implements DeviceSource {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneSource.class);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(15);
  private static final int MOST_OPENING = 4;

  /** A phone that adb has told of. */
  private static final class Known {
    private PhoneState state;
    private String reason = "";
    private String what = "";
    private Optional<PhoneFacts> facts = Optional.empty();
    private Optional<String> profile = Optional.empty();
    private Optional<PhoneDevice> device = Optional.empty();
    private IDevice handle;
  }

  private final List<AndroidProfile> profiles;
  private final WantedTargets wanted;
  private final DeviceListener listener;
  private final List<ModelFile> references;
  private final ScheduledExecutorService deadlines =
      Executors.newScheduledThreadPool(1, daemon("adb-deadlines"));
  private final ExecutorService opening =
      Executors.newFixedThreadPool(MOST_OPENING, daemon("adb-phones"));
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final List<Future<?>> pending = new ArrayList<>();
  private AdbServer server;
  private boolean closed;

  private PhoneSource(
      List<AndroidProfile> profiles,
      WantedTargets wanted,
      List<ModelFile> references,
      DeviceListener listener) {
    this.profiles = profiles;
    this.wanted = wanted;
    this.references = references;
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
    PhoneSource source = new PhoneSource(profiles, wanted, references, listener);
    boolean opened = false;
    try {
      AndroidProfile.Adb adb = profiles.get(0).adb();
      if (!wanted.isEverything() && adb.program().isEmpty()) {
        requireServer(adb.port());
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

  private static void requireServer(int port) {
    if (!AdbServer.isAnswering(port)) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING,
          "no adb server answers on port "
              + port
              + ": start it with 'adb start-server', or name a path to adb in the profile");
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
      try {
        pending.removeIf(Future::isDone);
        pending.add(opening.submit(() -> prepare(device, of)));
      } catch (RejectedExecutionException e) {
        LOG.debug("Phone {} came after the end", device.getSerialNumber());
      }
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
      AdbPhone phone = new AdbPhone(handle, deadlines);
      Survey survey = Survey.parse(phone.shell(Survey.identityScript(), FIRST_ANSWER).out());
      PhoneFacts facts = PhoneFacts.of(phone.serial(), survey);
      Optional<String> twin =
          twinOf(handle, facts).or(() -> UsbPlaces.ofThisMachine().twins(phone.serial()));
      Optional<ProfileChoice> choice = ProfileChoice.of(profiles, facts);
      synchronized (this) {
        of.facts = Optional.of(facts);
        of.what = facts.deviceClass();
        of.profile = choice.map(c -> c.profile().device() + " (" + c.why() + ")");
      }
      if (!survey.isComplete()) {
        reason = "adb says it is there, but it does not answer: reboot it";
      } else if (twin.isPresent()) {
        state = PhoneState.DUPLICATE;
        reason = "its serial number is there twice: " + twin.get() + "; unplug one";
      } else if (choice.isEmpty()) {
        state = PhoneState.UNMATCHED;
        reason = "no profile is for it: see 'agent devices --suggest'";
      } else {
        device = Optional.of(install(phone, facts, choice.get().profile()));
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

  private synchronized void settle(
      IDevice handle, Known of, PhoneState state, String reason, Optional<PhoneDevice> device) {
    if (closed || of.handle != handle || of.state != PhoneState.PREPARING) {
      device.ifPresent(PhoneDevice::close);
      return;
    }
    of.state = state;
    of.reason = reason;
    of.device = device;
    if (!reason.isEmpty()) {
      LOG.warn("Phone {} is {}: {}", handle.getSerialNumber(), state, reason);
    }
    device.ifPresent(listener::appeared);
  }

  /** Another phone with this serial number, under another name of adb's. */
  private synchronized Optional<String> twinOf(IDevice handle, PhoneFacts facts) {
    return known.entrySet().stream()
        .filter(e -> !e.getKey().equals(handle.getSerialNumber()))
        .filter(e -> isOpenOrOpening(e.getValue()))
        .filter(
            e ->
                e.getValue()
                    .facts
                    .map(PhoneFacts::hardwareSerial)
                    .orElse("")
                    .equals(facts.hardwareSerial()))
        .map(e -> e.getKey() + " and " + handle.getSerialNumber())
        .findFirst();
  }

  private PhoneDevice install(AdbPhone phone, PhoneFacts facts, AndroidProfile profile)
      throws InterruptedException {
    // What is pushed to a virtual phone only has the tool's name.
    Optional<Path> standIn =
        facts.isVirtual() ? Optional.of(Path.of(references.get(0).path())) : Optional.empty();
    LabTool lab = LabTool.require(profile, standIn);
    PhoneTool tool = PhoneTool.install(phone, lab, references, profile.health());
    List<AndroidTarget> serving = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    for (AndroidTarget target : profile.declared()) {
      Optional<String> objection = target.objection(facts.topology());
      List<String> unknown = target.settings().unknownTo(tool.flags());
      if (!unknown.isEmpty()) {
        objections.add(
            "target " + target.name() + ": this benchmark_model does not know " + unknown);
      } else if (objection.isPresent()) {
        objections.add(objection.get());
      } else if (wanted.includes(target.name())) {
        serving.add(target);
      }
    }
    objections.forEach(text -> LOG.warn("Phone {}: {}", phone.serial(), text));
    if (serving.isEmpty()) {
      throw new DeviceException(
          ErrorCode.DEVICE_UNFIT, "serves no wanted target: " + String.join("; ", objections));
    }
    return new PhoneDevice(phone, facts, profile, tool, references, serving);
  }

  @Override
  public List<DeviceSighting> sightings() {
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
    String unfit = device.map(PhoneSource::objections).orElse("");
    synchronized (this) {
      String state = of.state.name().toLowerCase(Locale.ROOT);
      return new DeviceSighting(
          serial + UsbPlaces.ofThisMachine().place(serial).map(at -> " at " + at).orElse(""),
          "android",
          of.what,
          unfit.isEmpty() ? state : "unfit",
          unfit.isEmpty() ? of.reason : unfit,
          of.profile.orElse(""),
          device
              .map(d -> d.targets().stream().map(TargetDescription::name).toList())
              .orElse(List.of()),
          of.facts
              .map(facts -> ProfileSuggestion.text(facts, UsbPlaces.ofThisMachine()))
              .orElse(""));
    }
  }

  /** What speaks against measuring on a phone right now. */
  private static String objections(PhoneDevice device) {
    try {
      return String.join("; ", device.objections());
    } catch (DeviceException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the agent stops";
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
