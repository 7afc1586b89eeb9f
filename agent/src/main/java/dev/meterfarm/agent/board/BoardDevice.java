package dev.meterfarm.agent.board;

import dev.meterfarm.agent.benchmarkmodel.GpuTrial;
import dev.meterfarm.agent.benchmarkmodel.ToolBuild;
import dev.meterfarm.agent.benchmarkmodel.ToolRun;
import dev.meterfarm.agent.benchmarkmodel.ToolTarget;
import dev.meterfarm.agent.benchmarkmodel.ToolTargets;
import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.guard.DeviceReadings;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.agent.host.MeasuringCores;
import dev.meterfarm.agent.setup.LabTool;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine, measured with a benchmark_model that the lab put there. */
final class BoardDevice implements Device {
  private static final Logger LOG = LoggerFactory.getLogger(BoardDevice.class);
  private static final Duration TRIAL = Duration.ofMinutes(2);
  private static final OptionalLong ANYWHERE = OptionalLong.empty();

  private final BoardProfile profile;
  private final BoardFacts facts;
  private final BoardTool tool;
  private final ToolBuild build;
  private final List<ModelFile> references;
  private final ToolTargets served;
  private final Map<String, String> leftOut;
  private final CountDownLatch closed = new CountDownLatch(1);

  private BoardDevice(
      BoardProfile profile,
      BoardFacts facts,
      BoardTool tool,
      ToolBuild build,
      List<ModelFile> references,
      ToolBuild.Choice choice) {
    this.profile = profile;
    this.facts = facts;
    this.tool = tool;
    this.build = build;
    this.references = references;
    this.served =
        new ToolTargets(
            new Host(),
            build,
            facts.topology(),
            profile.health(),
            references.stream().map(ModelFile::name).toList(),
            choice.serving());
    this.leftOut = choice.leftOut();
  }

  private static ToolRun run(
      BoardTool tool, ModelFile reference, OptionalLong mask, List<String> flags)
      throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("--graph=" + reference.path()));
    all.addAll(flags);
    return tool.run(mask, all, TRIAL);
  }

  /**
   * Tries the tool on this machine.
   *
   * @throws dev.meterfarm.protocol.error.FarmException saying what is missing and what to do
   */
  static BoardDevice open(
      BoardProfile profile,
      BoardFacts facts,
      List<ModelFile> references,
      Predicate<String> isWanted)
      throws InterruptedException {
    LabTool lab =
        LabTool.require(
            profile.tool(), profile.device(), BoardProfile.USUAL_TOOL, Optional.empty());
    BoardTool tool = new BoardTool(lab.file());
    ToolBuild build;
    try {
      ToolRun usage = tool.run(ANYWHERE, ToolBuild.USAGE_FLAGS, TRIAL);
      ToolRun trial = run(tool, references.get(0), ANYWHERE, ToolBuild.TRIAL_FLAGS);
      build = ToolBuild.of(lab.sha256(), usage, trial);
    } catch (UnusableOutputException e) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING, lab.file() + " does not run here: " + e.getMessage(), e);
    }
    ToolBuild.Choice choice =
        GpuTrial.of(
            build.choose(profile.declared(), facts.topology(), isWanted),
            facts.topology(),
            (mask, flags) -> run(tool, references.get(0), mask, flags));
    choice.leftOut().values().forEach(why -> LOG.warn("Board {}: {}", profile.device(), why));
    return new BoardDevice(profile, facts, tool, build, references, choice.requireAny());
  }

  private final class Host implements ToolTargets.Host {
    @Override
    public DeviceId id() {
      return BoardDevice.this.id();
    }

    @Override
    public String name() {
      return "board " + id();
    }

    @Override
    public DeviceReadings readings(OptionalLong mask) throws InterruptedException {
      return DeviceReadings.of(BoardFacts.survey(Survey.readingsScript("/tmp", mask)));
    }

    @Override
    public ToolRun runReference(int reference, OptionalLong mask, List<String> flags)
        throws InterruptedException {
      return BoardDevice.run(tool, references.get(reference), mask, flags);
    }

    @Override
    public boolean recovers() {
      return true;
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
      if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DeviceException(ErrorCode.CANCELLED, "the agent stops");
      }
    }

    @Override
    public DeviceReport run(ToolTarget target, OptionalLong mask, PreparedJob job)
        throws InterruptedException {
      return new BoardRun(tool, build, target, mask, references, job).execute();
    }

    @Override
    public Map<String, String> facts() {
      return Map.of("deviceClass", facts.model(), "build", System.getProperty("os.version"));
    }
  }

  /** How this machine fares now. */
  DeviceReadings readings() throws InterruptedException {
    return new Host().readings(ANYWHERE);
  }

  /** Why it does not serve other wanted targets of its profile, by their names. */
  Map<String, String> leftOut() {
    return leftOut;
  }

  /** The tool that it runs, for people. */
  String tool() {
    return build.text();
  }

  /** What speaks against measuring by these readings. */
  List<String> objections(DeviceReadings readings) {
    return served.objections(readings);
  }

  @Override
  public DeviceId id() {
    return new DeviceId(profile.device());
  }

  @Override
  public DevicePlace place() {
    return new DevicePlace(facts.host(), "", "", System.getProperty("os.version"));
  }

  @Override
  public List<TargetDescription> targets() {
    return served.all().stream()
        .map(
            of ->
                build.describe(
                    of, facts.model(), facts.identity(), facts.topology(), false, profile.hash()))
        .toList();
  }

  @Override
  public ModelFormat modelFormat() {
    return ModelFormat.TFLITE_FILE;
  }

  @Override
  public DeviceReport measure(PreparedJob job) throws InterruptedException {
    MeasuringCores.Turn turn = MeasuringCores.ofThisProcess().take();
    try {
      return served.measure(job);
    } finally {
      turn.close();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
