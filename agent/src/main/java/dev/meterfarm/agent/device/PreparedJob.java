package dev.meterfarm.agent.device;

import dev.meterfarm.protocol.job.JobSpec;
import java.util.List;
import java.util.Objects;

/**
 * A job whose models are ready to run, so that a device never waits for a model to be built.
 * Immutable; {@link #close()} may be called by any thread and more than once.
 */
public final class PreparedJob implements AutoCloseable {
  private final JobSpec spec;
  private final List<PreparedModel> models;
  private final Runnable cleanUp;

  /**
   * A prepared job.
   *
   * @param models one for each model of {@code spec}, in the same order
   * @param cleanUp removes what the models occupy; must bear being run twice
   */
  public PreparedJob(JobSpec spec, List<? extends PreparedModel> models, Runnable cleanUp) {
    this.spec = Objects.requireNonNull(spec, "spec");
    this.models = List.copyOf(models);
    this.cleanUp = Objects.requireNonNull(cleanUp, "cleanUp");
    if (models.size() != spec.models().size()) {
      throw new IllegalArgumentException(
          "job "
              + spec.key()
              + " has "
              + spec.models().size()
              + " models, but "
              + models.size()
              + " were prepared");
    }
  }

  public JobSpec spec() {
    return spec;
  }

  public List<PreparedModel> models() {
    return models;
  }

  /** Removes the models' files. */
  @Override
  public void close() {
    cleanUp.run();
  }
}
