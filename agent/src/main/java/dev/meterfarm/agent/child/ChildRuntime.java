package dev.meterfarm.agent.child;

import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.List;

/**
 * One kind of child: how it is started, and what its targets are and ask of it. Immutable.
 *
 * @param <T> the settings of a target
 */
public interface ChildRuntime<T> {
  /** Starts children of this kind. */
  ChildLauncher launcher();

  /** The name of a target. */
  String nameOf(T target);

  /** What is announced of a target, now that a child is ready. */
  TargetDescription describe(T target, ChildReply.Ready ready);

  /** The request to run these models as a job's plan says; Jackson writes it as one JSON object. */
  Object request(T target, JobSpec spec, List<ModelFile> files);
}
