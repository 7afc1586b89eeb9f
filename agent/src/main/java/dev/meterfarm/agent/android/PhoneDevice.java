package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.ToolBuild;
import dev.meterfarm.agent.benchmarkmodel.ToolRun;
import dev.meterfarm.agent.benchmarkmodel.ToolTarget;
import dev.meterfarm.agent.benchmarkmodel.ToolTargets;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.guard.DeviceReadings;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A phone that is ready to measure.
 *
 * <ol>
 *   <li>Opened, the tool and the reference models are on it and known to run.
 *   <li>{@link #measure} waits until it is fit, pushes the job's models, runs one script, and
 *       removes everything again. What runs over its deadline is killed by its process id.
 *   <li>After a failure it is asked whether it still answers; if not, its source is told.
 *   <li>Closed, because it went or the agent stops, a run in progress ends.
 * </ol>
 */
final class PhoneDevice implements Device {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneDevice.class);
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration ANY_ANSWER = Duration.ofSeconds(10);

  private final AdbPhone phone;
  private final PhoneFacts facts;
  private final AndroidProfile profile;
  private final PhoneTool tool;
  private final List<ModelFile> references;
  private final Consumer<String> silent;
  private final ToolTargets served;
  private final Map<String, String> leftOut;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Guarded by {@code closed}, as is the next: who is to be told that the phone is gone. */
  private Thread measuring;

  private boolean interrupted;

  /**
   * A phone with everything on it that it takes.
   *
   * @param choice which targets of the profile it serves
   * @param silent told why, when the phone is found not to answer any more
   */
  PhoneDevice(
      AdbPhone phone,
      PhoneFacts facts,
      AndroidProfile profile,
      PhoneTool tool,
      List<ModelFile> references,
      ToolBuild.Choice choice,
      Consumer<String> silent) {
    this.phone = phone;
    this.facts = facts;
    this.profile = profile;
    this.tool = tool;
    this.references = references;
    this.silent = silent;
    this.served =
        new ToolTargets(
            new Host(),
            tool.build(),
            facts.topology(),
            profile.health(),
            references.stream().map(ModelFile::name).toList(),
            choice.serving());
    this.leftOut = choice.leftOut();
  }

  private final class Host implements ToolTargets.Host {
    @Override
    public DeviceId id() {
      return PhoneDevice.this.id();
    }

    @Override
    public String name() {
      return "phone " + id();
    }

    @Override
    public DeviceReadings readings(OptionalLong mask) throws InterruptedException {
      DeviceReadings readings = PhoneDevice.this.readings(mask);
      requireRecentBoot(readings);
      return readings;
    }

    @Override
    public ToolRun runReference(int reference, OptionalLong mask, List<String> flags)
        throws InterruptedException {
      return tool.runReference(phone, references.get(reference).name(), mask, flags);
    }

    /** A virtual phone is as fast as what else runs on this machine allows: not worth a wait. */
    @Override
    public boolean recovers() {
      return !facts.isVirtual();
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
      if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        requireOpen();
      }
    }

    @Override
    public DeviceReport run(ToolTarget target, OptionalLong mask, PreparedJob job)
        throws InterruptedException {
      return new PhoneRun(phone, tool, target, mask, references, job).execute();
    }

    @Override
    public Map<String, String> facts() {
      return Map.of(
          "deviceClass", facts.deviceClass(),
          "soc", facts.soc(),
          "build", facts.property("ro.build.fingerprint"));
    }
  }

  @Override
  public DeviceId id() {
    return new DeviceId(facts.hardwareSerial());
  }

  @Override
  public DevicePlace place() {
    return facts.place();
  }

  @Override
  public List<TargetDescription> targets() {
    return served.all().stream().map(this::describe).toList();
  }

  private TargetDescription describe(ToolTarget of) {
    return tool.build()
        .describe(
            of,
            facts.deviceClass(),
            facts.identity(),
            facts.topology(),
            facts.isVirtual(),
            profile.hash());
  }

  @Override
  public ModelFormat modelFormat() {
    return ModelFormat.TFLITE_FILE;
  }

  @Override
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    synchronized (closed) {
      measuring = Thread.currentThread();
    }
    try {
      requireOpen();
      return served.measure(job);
    } catch (InterruptedException e) {
      if (closed.getCount() == 0) {
        throw new DeviceException(
            ErrorCode.DEVICE_LOST, "phone " + id() + " went away in the middle of a job", e);
      }
      throw e;
    } catch (DeviceException e) {
      if (e.code().type() == ErrorType.DEVICE) {
        askForAnyAnswer();
      }
      throw e;
    } finally {
      finishMeasuring();
    }
  }

  /** The interrupt that ended a job for a phone that went away is not for whatever follows. */
  private void finishMeasuring() {
    synchronized (closed) {
      measuring = null;
      if (interrupted) {
        Thread.interrupted();
      }
    }
  }

  /** adb may go on calling a phone a device that answers nothing. */
  private void askForAnyAnswer() throws InterruptedException {
    if (closed.getCount() == 0 || !phone.isOnline()) {
      return;
    }
    try {
      phone.shell("echo", ANY_ANSWER);
    } catch (DeviceException e) {
      silent.accept(e.getMessage());
    }
  }

  private void requireOpen() {
    if (closed.getCount() == 0) {
      throw new DeviceException(ErrorCode.DEVICE_LOST, "phone " + id() + " is gone");
    }
  }

  /** Reboots a phone that has been up for too long; it comes back as a new device. */
  private void requireRecentBoot(DeviceReadings readings) throws InterruptedException {
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

  /** Why it does not serve other wanted targets of its profile, by their names. */
  Map<String, String> leftOut() {
    return leftOut;
  }

  /** The tool that it runs, for people. */
  String tool() {
    return tool.build().text()
        + (facts.isVirtual() ? "; what a virtual phone runs is built into it" : "");
  }

  /** What speaks against measuring by these readings. */
  List<String> objections(DeviceReadings readings) {
    return served.objections(readings);
  }

  /** How the phone fares now. */
  DeviceReadings readings() throws InterruptedException {
    return readings(OptionalLong.empty());
  }

  private DeviceReadings readings(OptionalLong mask) throws InterruptedException {
    Survey survey =
        Survey.parse(phone.shell(Survey.readingsScript("/data/local/tmp", mask), QUICK).out());
    if (!survey.isComplete()) {
      throw new DeviceException(
          ErrorCode.DEVICE_LOST, "phone " + id() + " does not answer as a phone does");
    }
    return DeviceReadings.of(survey);
  }

  @Override
  public void close() {
    synchronized (closed) {
      closed.countDown();
      if (measuring != null) {
        interrupted = true;
        measuring.interrupt();
      }
    }
  }
}
