package dev.meterfarm.agent.board;

import dev.meterfarm.agent.driver.MatchRules;
import dev.meterfarm.agent.guard.CpuTopology;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.agent.host.HostName;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this machine is.
 *
 * @param model such as {@code Raspberry Pi 5 Model B Rev 1.0}, or the CPU's name where there is
 *     none
 * @param host its name in the network
 * @param topology its cores
 */
record BoardFacts(String model, String host, CpuTopology topology) {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  static BoardFacts ofThisMachine() throws InterruptedException {
    Survey survey = survey(Survey.identityScript());
    String tree = survey.part("tree").replace("\0", "").strip();
    return new BoardFacts(
        tree.isEmpty() ? new HostReadings().cpuModel() : tree,
        HostName.ofThisMachine(),
        CpuTopology.of(survey));
  }

  /** The answer of this machine to a script of many questions; without parts if it gives none. */
  static Survey survey(String script) throws InterruptedException {
    ProcessResult result =
        ExternalProcess.run(ProcessRequest.of(List.of("sh", "-c", script), DEADLINE));
    return Survey.parse(result instanceof ProcessResult.Exited of ? of.output().out() : "");
  }

  Map<MatchRules.Trait, List<String>> traits() {
    return Map.of(
        MatchRules.Trait.MODEL, List.of(model, model.replaceFirst(" Rev [\\d.]+$", "")),
        MatchRules.Trait.HOST, List.of(host));
  }

  /** What must be equal for measurements to be comparable. */
  Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>(new HostReadings().cpuIdentity());
    identity.put("model", model);
    identity.put("cpus", topology.text());
    return identity;
  }
}
