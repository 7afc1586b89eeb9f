package dev.meterfarm.agent.litert;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.meterfarm.agent.child.ModelFile;
import java.util.List;

/** What is asked of the Python child: one JSON object a line. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
sealed interface LitertRequest {
  /**
   * The first line: get ready.
   *
   * @param accelerators everything that runs will ask for
   * @param measureCpus list of CPUs for the whole child; empty to leave it where the scheduler puts
   *     it
   * @param warmUpModel a model that does next to nothing
   * @param references the reference models
   * @param errorLog file that receives the child's standard error
   */
  @JsonTypeName("start")
  record Start(
      List<String> accelerators,
      String measureCpus,
      String warmUpModel,
      List<ModelFile> references,
      String errorLog)
      implements LitertRequest {}

  /**
   * Run models as {@link dev.meterfarm.protocol.job.RunPlan} says.
   *
   * @param seed what the order within rounds follows from
   * @param pauseNanos reference models are visited when this long has passed since the last time
   */
  @JsonTypeName("run")
  record Run(
      String accelerator,
      int threads,
      long seed,
      int rounds,
      int warmups,
      int minRuns,
      int maxRuns,
      long minTimeNanos,
      long pauseNanos,
      List<ModelFile> models)
      implements LitertRequest {}
}
