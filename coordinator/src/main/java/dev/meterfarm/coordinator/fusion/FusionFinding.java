package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.predictor.rules.FusionRule;
import dev.meterfarm.predictor.rules.Verdict;
import java.util.Optional;

/**
 * One row of the table of verdicts.
 *
 * @param id the case, such as {@code conv>relu}, {@code baked:add>relu} or {@code
 *     fan-out:conv>relu}
 * @param rule verdict, timing, structure and evidence
 * @param structure what the runtime told, in full
 * @param contradiction timing and structure disagree
 * @param baseline what nn-Meter's criterion says of it, where that was measured
 */
public record FusionFinding(
    String id,
    FusionRule rule,
    StructureEvidence structure,
    boolean contradiction,
    Optional<Verdict> baseline) {}
