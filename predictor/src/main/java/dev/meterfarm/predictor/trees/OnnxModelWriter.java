package dev.meterfarm.predictor.trees;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts an ensemble into ONNX messages. For one call. */
final class OnnxModelWriter {
  static final ByteString BRANCH = ByteString.copyFromUtf8("BRANCH_LT");
  static final ByteString LEAF = ByteString.copyFromUtf8("LEAF");

  private static final long IR_VERSION = 4;
  private static final long OPSET = 9;
  private static final long ML_OPSET = 1;

  private final Map<String, AttributeProto.Builder> attributes = new TreeMap<>();

  private OnnxModelWriter() {}

  static ModelProto model(TreeEnsemble ensemble, List<String> featureNames) {
    OnnxModelWriter writer = new OnnxModelWriter();
    writer.header(ensemble);
    for (int tree = 0; tree < ensemble.trees(); tree++) {
      for (int node = 0; node < ensemble.treeSize(tree); node++) {
        writer.node(ensemble, tree, node);
      }
    }
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("TreeEnsembleRegressor")
            .setDomain("ai.onnx.ml")
            .setName("trees")
            .addInput("features")
            .addOutput("prediction");
    writer.attributes.values().forEach(node::addAttribute);
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("meterfarm")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .addOpsetImport(
            OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(ML_OPSET))
        .addMetadataProps(
            StringStringEntryProto.newBuilder()
                .setKey("feature_names")
                .setValue(String.join(",", featureNames)))
        .setGraph(
            GraphProto.newBuilder()
                .setName("forest")
                .addNode(node)
                .addInput(matrix("features", ensemble.features()))
                .addOutput(matrix("prediction", 1)))
        .build();
  }

  private static ValueInfoProto matrix(String name, int columns) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(Dimension.newBuilder().setDimParam("rows"))
                                .addDim(Dimension.newBuilder().setDimValue(columns)))))
        .build();
  }

  private void header(TreeEnsemble ensemble) {
    attributes.put(
        "aggregate_function",
        AttributeProto.newBuilder()
            .setName("aggregate_function")
            .setType(AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(ensemble.aggregate().name())));
    attributes.put(
        "n_targets",
        AttributeProto.newBuilder().setName("n_targets").setType(AttributeType.INT).setI(1));
    floats("base_values").addFloats((float) ensemble.base());
  }

  private void node(TreeEnsemble ensemble, int tree, int node) {
    boolean leaf = ensemble.isLeaf(tree, node);
    ints("nodes_treeids").addInts(tree);
    ints("nodes_nodeids").addInts(node);
    ints("nodes_featureids").addInts(leaf ? 0 : ensemble.feature(tree, node));
    floats("nodes_values").addFloats(leaf ? 0 : ensemble.threshold(tree, node));
    strings("nodes_modes").addStrings(leaf ? LEAF : BRANCH);
    ints("nodes_truenodeids").addInts(leaf ? 0 : ensemble.left(tree, node));
    ints("nodes_falsenodeids").addInts(leaf ? 0 : ensemble.left(tree, node) + 1);
    if (leaf) {
      ints("target_treeids").addInts(tree);
      ints("target_nodeids").addInts(node);
      ints("target_ids").addInts(0);
      floats("target_weights").addFloats(ensemble.value(tree, node));
    }
  }

  private AttributeProto.Builder ints(String name) {
    return attribute(name, AttributeType.INTS);
  }

  private AttributeProto.Builder floats(String name) {
    return attribute(name, AttributeType.FLOATS);
  }

  private AttributeProto.Builder strings(String name) {
    return attribute(name, AttributeType.STRINGS);
  }

  private AttributeProto.Builder attribute(String name, AttributeType type) {
    return attributes.computeIfAbsent(
        name, key -> AttributeProto.newBuilder().setName(key).setType(type));
  }
}
