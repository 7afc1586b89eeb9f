package dev.meterfarm.predictor.rules;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.predictor.json.JsonDocument;
import dev.meterfarm.predictor.json.JsonFieldException;
import dev.meterfarm.predictor.json.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code fusion-rules.json} of a bundle. Times are in nanoseconds, confidence is 0..1; what was
 * not measured is null. Stateless and thread-safe.
 */
public final class FusionRulesJson {
  private FusionRulesJson() {}

  /** The rules as a JSON document; equal rules give equal bytes. */
  public static byte[] write(FusionRules rules) {
    ObjectNode root = JsonDocument.object();
    root.put("fanOutBlocks", rules.fanOutBlocks());
    ArrayNode list = root.putArray("rules");
    for (FusionRule rule : rules.all()) {
      ObjectNode node = list.addObject();
      node.put("op1", rule.op1());
      node.put("op2", rule.op2());
      node.put("form", rule.form().name());
      node.put("verdict", rule.verdict().name());
      node.put("timingVerdict", rule.timingVerdict().name());
      node.put("structure", rule.structure().map(Verdict::name).orElse(null));
      JsonDocument.putNumber(node, "confidence", rule.confidence());
      JsonDocument.putNumber(node, "savingNs", rule.savingNanos());
      writeEvidence(node.putObject("evidence"), rule.evidence());
    }
    return JsonDocument.bytes(root);
  }

  private static void writeEvidence(ObjectNode node, FusionEvidence evidence) {
    node.put("testCases", evidence.testCases());
    node.put("rounds", evidence.rounds());
    JsonDocument.putNumber(node, "savingLowNs", evidence.savingLowNanos());
    JsonDocument.putNumber(node, "savingHighNs", evidence.savingHighNanos());
    node.put("note", evidence.note());
    ArrayNode shapes = node.putArray("shapes");
    for (ShapeEvidence shape : evidence.shapes()) {
      ObjectNode one = shapes.addObject();
      one.put("shape", shape.shape());
      one.put("rounds", shape.rounds());
      JsonDocument.putNumber(one, "savingNs", shape.savingNanos());
      JsonDocument.putNumber(one, "lowNs", shape.lowNanos());
      JsonDocument.putNumber(one, "highNs", shape.highNanos());
      JsonDocument.putNumber(one, "op1Ns", shape.op1Nanos());
      JsonDocument.putNumber(one, "op2Ns", shape.op2Nanos());
      JsonDocument.putNumber(one, "blockNs", shape.blockNanos());
      JsonDocument.putNumber(one, "nullNs", shape.nullNanos());
      JsonDocument.putNumber(one, "passNs", shape.passNanos());
    }
  }

  /**
   * The rules of a document.
   *
   * @throws JsonFieldException if it is no such document
   */
  public static FusionRules read(byte[] content) {
    JsonFields root = JsonDocument.parse("fusion-rules.json", content);
    List<FusionRule> rules = new ArrayList<>();
    for (JsonFields rule : root.objects("rules")) {
      rules.add(readRule(rule));
    }
    try {
      return new FusionRules(rules, root.flag("fanOutBlocks"));
    } catch (JsonFieldException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new JsonFieldException("fusion-rules.json: " + e.getMessage(), e);
    }
  }

  private static FusionRule readRule(JsonFields rule) {
    Optional<Verdict> structure =
        rule.has("structure")
            ? Optional.of(rule.choice("structure", Verdict.class))
            : Optional.empty();
    return new FusionRule(
        rule.text("op1"),
        rule.text("op2"),
        rule.choice("form", RuleForm.class),
        rule.choice("verdict", Verdict.class),
        rule.choice("timingVerdict", Verdict.class),
        structure,
        rule.number("confidence"),
        rule.number("savingNs"),
        readEvidence(rule.object("evidence")));
  }

  private static FusionEvidence readEvidence(JsonFields evidence) {
    List<ShapeEvidence> shapes = new ArrayList<>();
    for (JsonFields shape : evidence.objects("shapes")) {
      shapes.add(
          new ShapeEvidence(
              shape.text("shape"),
              shape.smallInteger("rounds"),
              shape.number("savingNs"),
              shape.number("lowNs"),
              shape.number("highNs"),
              shape.number("op1Ns"),
              shape.number("op2Ns"),
              shape.number("blockNs"),
              shape.number("nullNs"),
              shape.number("passNs")));
    }
    return new FusionEvidence(
        evidence.smallInteger("testCases"),
        evidence.integer("rounds"),
        evidence.number("savingLowNs"),
        evidence.number("savingHighNs"),
        shapes,
        evidence.text("note"));
  }
}
