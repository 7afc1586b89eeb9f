package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.protocol.job.ModelRecipe;

/**
 * A network of the user's.
 *
 * @param name its file's name
 * @param graph its structure
 * @param recipe how an agent obtains it
 */
public record OwnNetwork(String name, Graph graph, ModelRecipe recipe) {}
