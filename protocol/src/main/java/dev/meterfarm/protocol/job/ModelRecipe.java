package dev.meterfarm.protocol.job;

import java.util.Objects;

/**
 * How to obtain one model: data, never a path or an object.
 *
 * @param form how {@code body} is to be read
 * @param name for people; unique within its job
 * @param body the recipe itself
 * @param hash identity of the model: equal hashes mean equal structure
 */
public record ModelRecipe(Form form, String name, String body, String hash) {
  /** The forms of a recipe. */
  public enum Form {
    /** {@code body} is the canonical JSON of a graph with seeded weights. */
    GRAPH,
    /** {@code body} is the lower-case SHA-256 of a model file that the coordinator hands out. */
    FILE
  }

  public ModelRecipe {
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(hash, "hash");
  }
}
