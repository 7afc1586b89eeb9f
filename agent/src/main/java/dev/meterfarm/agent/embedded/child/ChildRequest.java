package dev.meterfarm.agent.embedded.child;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.meterfarm.agent.child.ModelFile;
import java.util.List;

/** What the parent asks of the child: one JSON object a line, on the child's standard input. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(ChildRequest.Start.class),
  @JsonSubTypes.Type(ChildRequest.Run.class)
})
public sealed interface ChildRequest {

  /**
   * The first line: get ready.
   *
   * @param measureCpus list of CPUs for the measuring thread, such as {@code 1} or {@code 2-3};
   *     empty to leave it where the scheduler puts it
   * @param warmUpModel a model that does next to nothing
   * @param references the reference models
   * @param errorLog file that receives this process's standard error
   */
  @JsonTypeName("start")
  record Start(String measureCpus, String warmUpModel, List<ModelFile> references, String errorLog)
      implements ChildRequest {}

  /**
   * Run models as {@link dev.meterfarm.protocol.job.RunPlan} says.
   *
   * @param xnnpack whether TFLite applies its XNNPACK delegate
   * @param threads threads of the runtime
   * @param seed what the order within rounds follows from
   * @param pauseNanos reference models are visited when this long has passed since the last time
   */
  @JsonTypeName("run")
  record Run(
      boolean xnnpack,
      int threads,
      long seed,
      int rounds,
      int warmups,
      int minRuns,
      int maxRuns,
      long minTimeNanos,
      boolean profile,
      long pauseNanos,
      List<ModelFile> models)
      implements ChildRequest {}
}
