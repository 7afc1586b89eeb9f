package dev.meterfarm.agent.android;

import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.guard.PhoneReadings;
import dev.meterfarm.agent.guard.ProbeBaseline;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A phone that is ready to measure.
 *
 * <ol>
 *   <li>Opened, the tool and the reference models are on it and known to run.
 *   <li>{@link #measure} waits until it is fit, pushes the job's models, runs one script, and
 *       removes everything again. What runs over its deadline is killed by its process id.
 *   <li>Closed, because it went or the agent stops, a run in progress ends.
 * </ol>
 */
final class PhoneDevice implements Device {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneDevice.class);
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration FITNESS_INTERVAL = Duration.ofSeconds(5);
  private static final long MICROSECOND = 1_000;

  private final AdbPhone phone;
  private final PhoneFacts facts;
  private final AndroidProfile profile;
  private final PhoneTool tool;
  private final List<ModelFile> references;
  private final Map<String, AndroidTarget> byName = new TreeMap<>();
  private final ProbeBaseline baseline;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Thread measuring;

  PhoneDevice(
      AdbPhone phone,
      PhoneFacts facts,
      AndroidProfile profile,
      PhoneTool tool,
      List<ModelFile> references,
      List<AndroidTarget> targets) {
    this.phone = phone;
    this.facts = facts;
    this.profile = profile;
    this.tool = tool;
    this.references = references;
    this.baseline = new ProbeBaseline(profile.health().driftPercent());
    targets.forEach(target -> byName.put(target.name(), target));
  }

  @Override
  public DeviceId id() {
    return new DeviceId(facts.hardwareSerial());
  }

  @Override
  public List<TargetDescription> targets() {
    return byName.values().stream().map(this::describe).toList();
  }

  private TargetDescription describe(AndroidTarget of) {
    OptionalLong mask = of.mask(facts.topology());
    String affinity = mask.isPresent() ? Long.toHexString(mask.getAsLong()) : "any";
    Map<String, String> settings = new TreeMap<>(of.settings().asMap());
    settings.put("affinity", affinity);
    Map<String, String> fingerprint = new TreeMap<>(facts.identity());
    fingerprint.putAll(settings);
    fingerprint.put("runtime", "benchmark_model-" + tool.sha256().substring(0, 16));
    return new TargetDescription(
        of.name(),
        facts.deviceClass(),
        "benchmark_model-" + tool.sha256().substring(0, 12) + "+" + settings.get("delegate"),
        settings,
        new TimingTraits(
            tool.statistic(),
            MICROSECOND,
            of.settings().isGpu() ? TimedRegion.COMPUTE_AND_TRANSFER : TimedRegion.COMPUTE,
            true,
            false),
        facts.isVirtual(),
        profile.hash(),
        fingerprint);
  }

  @Override
  public ModelFormat modelFormat() {
    return ModelFormat.TFLITE_FILE;
  }

  @Override
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    AndroidTarget target = byName.get(job.spec().target());
    if (target == null) {
      throw new DeviceException(
          ErrorCode.TARGET_UNKNOWN,
          "phone " + id() + " serves " + byName.keySet() + ", not '" + job.spec().target() + "'");
    }
    measuring = Thread.currentThread();
    try {
      requireOpen();
      PhoneReadings before = awaitFitness();
      DeviceReport report =
          new PhoneRun(phone, tool, target, target.mask(facts.topology()), references, job)
              .execute();
      Map<String, String> environment = new TreeMap<>(report.environment());
      environment.putAll(before.asMap());
      environment.putAll(profile.health().asMap());
      environment.put("build", facts.property("ro.build.fingerprint"));
      environment.put("toolSha256", tool.sha256());
      Optional<String> drift = baseline.judge(report.references());
      environment.put("throttled", Boolean.toString(drift.isPresent()));
      drift.ifPresent(
          what -> {
            environment.put("throttledBecause", what);
            LOG.warn("Phone {} throttles: {}", id(), what);
          });
      return new DeviceReport(
          report.elapsed(), report.outcomes(), report.references(), environment);
    } catch (InterruptedException e) {
      if (closed.getCount() == 0) {
        throw new DeviceException(
            ErrorCode.DEVICE_LOST, "phone " + id() + " went away in the middle of a job", e);
      }
      throw e;
    } finally {
      measuring = null;
    }
  }

  private void requireOpen() {
    if (closed.getCount() == 0) {
      throw new DeviceException(ErrorCode.DEVICE_LOST, "phone " + id() + " is gone");
    }
  }

  /** Waits for heat, load and the like to go; hands the job back when that takes too long. */
  private PhoneReadings awaitFitness() throws InterruptedException {
    long end = System.nanoTime() + profile.health().patience().toNanos();
    while (true) {
      PhoneReadings readings = readings();
      requireRecentBoot(readings);
      List<String> objections = profile.health().objections(readings);
      if (objections.isEmpty()) {
        return readings;
      }
      if (System.nanoTime() > end) {
        throw new DeviceException(
            ErrorCode.DEVICE_UNFIT,
            "phone " + id() + " is not fit to measure: " + String.join("; ", objections));
      }
      LOG.info("Phone {} waits: {}", id(), objections);
      if (closed.await(FITNESS_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
        requireOpen();
      }
    }
  }

  /** Reboots a phone that has been up for too long; it comes back as a new device. */
  private void requireRecentBoot(PhoneReadings readings) throws InterruptedException {
    if (profile.health().wantsReboot(readings)) {
      LOG.info("Phone {} is rebooted: it has been up for long", id());
      phone.reboot();
      throw new DeviceException(
          ErrorCode.DEVICE_UNFIT,
          "phone "
              + id()
              + " is being rebooted, as its profile wants after "
              + profile.health().rebootAfterHours()
              + " hours");
    }
  }

  /** What speaks against measuring right now. */
  List<String> objections() throws InterruptedException {
    return profile.health().objections(readings());
  }

  /** How the phone fares now. */
  PhoneReadings readings() throws InterruptedException {
    Survey survey =
        Survey.parse(phone.shell(Survey.readingsScript("/data/local/tmp"), QUICK).out());
    if (!survey.isComplete()) {
      throw new DeviceException(
          ErrorCode.DEVICE_LOST, "phone " + id() + " does not answer as a phone does");
    }
    return PhoneReadings.of(survey);
  }

  @Override
  public void close() {
    closed.countDown();
    Thread of = measuring;
    if (of != null) {
      of.interrupt();
    }
  }
}
