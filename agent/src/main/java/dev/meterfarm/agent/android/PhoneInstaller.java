package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.GpuTrial;
import dev.meterfarm.agent.benchmarkmodel.ToolBuild;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.agent.setup.LabTool;
import dev.meterfarm.protocol.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks phones what they are, and makes them ready to measure. Safe for use from many threads. */
final class PhoneInstaller {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneInstaller.class);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(15);

  private final List<AndroidProfile> profiles;
  private final WantedTargets wanted;
  private final List<ModelFile> references;

  PhoneInstaller(List<AndroidProfile> profiles, WantedTargets wanted, List<ModelFile> references) {
    this.profiles = List.copyOf(profiles);
    this.wanted = wanted;
    this.references = List.copyOf(references);
  }

  /**
   * Asks a phone what it is.
   *
   * @throws DeviceException if it does not answer, whatever adb says of it
   */
  PhoneFacts survey(AdbPhone phone) throws InterruptedException {
    Survey survey = Survey.parse(phone.shell(Survey.identityScript(), FIRST_ANSWER).out());
    if (!survey.isComplete()) {
      throw new DeviceException(
          ErrorCode.DEVICE_LOST, "phone " + phone.serial() + " does not answer as a phone does");
    }
    return PhoneFacts.of(phone.serial(), survey);
  }

  /** The profile for a phone. */
  Optional<ProfileChoice> choose(PhoneFacts facts) {
    return ProfileChoice.of(profiles, facts);
  }

  /**
   * Puts on a phone what it takes.
   *
   * @param silent told when the phone does not answer any more
   */
  PhoneDevice install(
      AdbPhone phone, PhoneFacts facts, AndroidProfile profile, Consumer<String> silent)
      throws InterruptedException {
    // What is pushed to a virtual phone only has the tool's name.
    Optional<Path> standIn =
        facts.isVirtual() ? Optional.of(Path.of(references.get(0).path())) : Optional.empty();
    LabTool lab =
        LabTool.require(profile.tool(), profile.device(), AndroidProfile.USUAL_TOOL, standIn);
    PhoneTool tool = PhoneTool.install(phone, lab, references, profile.health());
    ToolBuild.Choice choice =
        GpuTrial.of(
            tool.build().choose(profile.declared(), facts.topology(), wanted::includes),
            facts.topology(),
            (mask, flags) -> tool.runReference(phone, references.get(0).name(), mask, flags));
    choice.leftOut().values().forEach(why -> LOG.info("Phone {}: {}", phone.serial(), why));
    return new PhoneDevice(phone, facts, profile, tool, references, choice.requireAny(), silent);
  }
}
