package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import java.util.List;
import java.util.function.Function;

/**
 * A family given by its published designs and by a way to draw others. A drawn design outside the
 * {@link VariantLimits} is thrown away and drawn again.
 *
 * @param name the family's name
 * @param published the published networks, the reference first
 * @param drawn makes a design from random draws; must give one inside the limits often enough
 */
record Family(String name, List<Published> published, Function<Draws, Design> drawn)
    implements NetworkFamily {
  private static final int MOST_ATTEMPTS = 1_000;
  private static final long PUBLISHED_SEED = 1;

  /** A published design under the name that people know. */
  record Published(String name, Design design) {}

  Family {
    published = List.copyOf(published);
  }

  @Override
  public List<String> networks() {
    return published.stream().map(Published::name).toList();
  }

  @Override
  public Graph network(String network) {
    for (Published candidate : published) {
      if (candidate.name().equals(network)) {
        return assemble(network, PUBLISHED_SEED, candidate.design());
      }
    }
    throw new IllegalArgumentException(
        "family " + name + " has no network '" + network + "'; it has " + networks());
  }

  @Override
  public Graph variant(long seed) {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Draws draws = new Draws(name, seed, attempt);
      Graph graph = assemble(name + ":" + seed, seed, drawn.apply(draws));
      if (VariantLimits.drawn(draws).allow(GraphSize.of(graph))) {
        return graph;
      }
    }
    throw new IllegalStateException(
        "no variant " + name + ":" + seed + " inside the limits in " + MOST_ATTEMPTS + " draws");
  }

  private static Graph assemble(String name, long seed, Design design) {
    GraphBuilder graph = new GraphBuilder(name, seed);
    int scores = design.build(graph);
    return ActivationBaking.in(graph.build(scores));
  }
}
