package dev.meterfarm.agent.embedded;

import dev.meterfarm.agent.child.ChildLauncher;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.embedded.child.ChildRequest;
import dev.meterfarm.agent.host.CpuPlan;
import java.nio.file.Path;
import java.util.List;

/** Starts the child JVM. */
record EmbeddedLauncher(CpuPlan cpus) implements ChildLauncher {
  @Override
  public ProcessBuilder command(Path folder) {
    return new ProcessBuilder(ChildCommand.line(cpus, folder));
  }

  @Override
  public Object greeting(ModelFile warmUp, List<ModelFile> references, Path errorLog) {
    return new ChildRequest.Start(cpus.measuring(), warmUp.path(), references, errorLog.toString());
  }
}
