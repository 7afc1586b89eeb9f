package dev.meterfarm.agent.child;

import java.nio.file.Path;
import java.util.List;

/** How one kind of child is started. May be asked again whenever a child has died. */
public interface ChildLauncher {
  /**
   * The command line and everything else that the process needs, but its streams.
   *
   * @param folder a private folder that lasts as long as the device
   */
  ProcessBuilder command(Path folder);

  /**
   * The first message to a new child, a value that Jackson writes as one JSON object.
   *
   * @param warmUp a model that does next to nothing
   * @param references the reference models
   * @param errorLog the file that receives the child's standard error
   */
  Object greeting(ModelFile warmUp, List<ModelFile> references, Path errorLog);
}
