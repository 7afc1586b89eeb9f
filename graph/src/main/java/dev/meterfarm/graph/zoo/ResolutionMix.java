package dev.meterfarm.graph.zoo;

import java.util.List;

/**
 * How often a variant gets which input resolution (height and width, always equal).
 *
 * @param shares in ascending order; the weights sum up to 100
 */
record ResolutionMix(List<Share> shares) {
  /** For mobile networks: mostly 96 to 224. */
  static final ResolutionMix LIGHT =
      new ResolutionMix(
          List.of(
              new Share(32, 2),
              new Share(48, 2),
              new Share(64, 4),
              new Share(80, 3),
              new Share(96, 10),
              new Share(112, 8),
              new Share(128, 12),
              new Share(144, 6),
              new Share(160, 12),
              new Share(192, 13),
              new Share(224, 20),
              new Share(240, 3),
              new Share(256, 5)));

  /** For networks of about one giga multiply-adds at 224. */
  static final ResolutionMix MIDDLE =
      new ResolutionMix(
          List.of(
              new Share(32, 6),
              new Share(48, 6),
              new Share(64, 12),
              new Share(80, 8),
              new Share(96, 18),
              new Share(112, 14),
              new Share(128, 14),
              new Share(160, 10),
              new Share(192, 6),
              new Share(224, 6)));

  /** For the heaviest networks: mostly below 96. */
  static final ResolutionMix HEAVY =
      new ResolutionMix(
          List.of(
              new Share(32, 26),
              new Share(40, 6),
              new Share(48, 18),
              new Share(64, 24),
              new Share(80, 8),
              new Share(96, 10),
              new Share(112, 4),
              new Share(128, 3),
              new Share(160, 1)));

  /** A resolution and its weight. */
  record Share(int resolution, int percent) {}

  ResolutionMix {
    shares = List.copyOf(shares);
  }
}
