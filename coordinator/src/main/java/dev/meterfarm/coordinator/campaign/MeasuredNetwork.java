package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.graph.Graph;

/**
 * A whole network that a campaign measures.
 *
 * @param name for people, such as {@code resnet:42} or a file's name
 * @param family its zoo family, or {@code user}
 * @param graph its structure
 * @param model how it is measured
 */
record MeasuredNetwork(String name, String family, Graph graph, PlannedModel model) {
  /** The family of networks that the user brought. */
  static final String OWN = "user";

  boolean isOwn() {
    return family.equals(OWN);
  }

  String hash() {
    return model.recipe().hash();
  }
}
