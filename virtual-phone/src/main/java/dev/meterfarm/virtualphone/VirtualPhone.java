package dev.meterfarm.virtualphone;

import dev.meterfarm.virtualphone.adb.AdbPort;
import dev.meterfarm.virtualphone.adb.Banner;
import dev.meterfarm.virtualphone.adb.Reachability;
import dev.meterfarm.virtualphone.benchmark.ToolProcesses;
import dev.meterfarm.virtualphone.benchmark.VirtualBenchmark;
import dev.meterfarm.virtualphone.device.Abilities;
import dev.meterfarm.virtualphone.device.KernelFiles;
import dev.meterfarm.virtualphone.device.PhoneModel;
import dev.meterfarm.virtualphone.device.PhoneState;
import dev.meterfarm.virtualphone.device.ProcessFiles;
import dev.meterfarm.virtualphone.device.Processes;
import dev.meterfarm.virtualphone.files.PhoneFiles;
import dev.meterfarm.virtualphone.files.Storage;
import dev.meterfarm.virtualphone.service.PhoneServices;
import dev.meterfarm.virtualphone.shell.Control;
import dev.meterfarm.virtualphone.shell.Phone;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A phone: an adb server that connects to its port finds a device.
 *
 * <ol>
 *   <li>Started, it is {@link Reachability#ONLINE}.
 *   <li>Cable, authorisation and silence are scripted by {@link #become}; a reboot takes it away
 *       for a while and ends what runs.
 *   <li>Closed, its port is free and its folder still there.
 * </ol>
 */
public final class VirtualPhone implements AutoCloseable {
  private static final long DISK_BYTES = 64L << 30;
  private static final long FREE_BYTES = 40L << 30;

  /** The host's CPUs that its launcher set aside for models. */
  private static final String MEASURING_CPUS = "METERFARM_MEASURE_CPUS";

  private final PhoneState state;
  private final PhoneFiles files;
  private final Processes processes = new Processes();
  private final VirtualBenchmark benchmark;
  private final AdbPort port;
  private final Executor executor;
  private volatile Duration bootTime = Duration.ofSeconds(3);

  VirtualPhone(PhoneSettings settings, ToolProcesses tools, Executor executor) throws IOException {
    this.executor = executor;
    Files.createDirectories(settings.root());
    state = new PhoneState(settings.model(), settings.serial(), System::nanoTime);
    files =
        new PhoneFiles(
            settings.root(),
            List.of(new KernelFiles(state), new ProcessFiles(processes, state)),
            new Storage(DISK_BYTES, FREE_BYTES));
    String cpus = System.getenv().getOrDefault(MEASURING_CPUS, "");
    benchmark =
        new VirtualBenchmark(
            tools,
            executor,
            files.root(),
            cpus.equals("none") ? "" : cpus,
            settings.toolVersion(),
            () -> become(Reachability.UNPLUGGED));
    Control control = new PhoneControl(this);
    Phone phone = new Phone(state, files, processes, benchmark, control, executor);
    port = new AdbPort(settings.port(), this::banner, new PhoneServices(phone), executor);
  }

  private Banner banner() {
    PhoneModel model = state.model();
    Abilities abilities = model.abilities();
    Map<String, String> told = new TreeMap<>();
    for (String name : List.of("ro.product.name", "ro.product.model", "ro.product.device")) {
      told.put(name, state.property(name));
    }
    List<String> features = new ArrayList<>();
    if (abilities.shellV2()) {
      features.addAll(List.of("shell_v2", "cmd"));
    }
    if (abilities.syncV2()) {
      features.addAll(List.of("stat_v2", "ls_v2", "fixed_push_mkdir", "sendrecv_v2"));
    }
    return new Banner(abilities.adbVersion(), abilities.maxData(), told, features);
  }

  public PhoneState state() {
    return state;
  }

  public PhoneFiles files() {
    return files;
  }

  public Processes processes() {
    return processes;
  }

  public VirtualBenchmark benchmark() {
    return benchmark;
  }

  /** The port that an adb server connects to. */
  public int port() {
    return port.number();
  }

  /** The name that an adb server gives it. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  public Reachability reachability() {
    return port.reachability();
  }

  /** Changes how it can be reached. */
  public void become(Reachability other) {
    port.become(other);
  }

  /** Changes how it can be reached, and back to normal after some time. */
  public void become(Reachability other, Duration lasting) {
    port.become(other);
    CompletableFuture.delayedExecutor(lasting.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(() -> port.become(Reachability.ONLINE));
  }

  /** How long a boot takes. */
  public void bootTime(Duration of) {
    bootTime = of;
  }

  /** Ends what runs, forgets what a boot forgets, and is back after its boot time. */
  public void reboot() {
    become(Reachability.UNPLUGGED, bootTime);
    processes.killAll();
    state.boot();
  }

  @Override
  public void close() {
    port.close();
    processes.killAll();
  }
}
