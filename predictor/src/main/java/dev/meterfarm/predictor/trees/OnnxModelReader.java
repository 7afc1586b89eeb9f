package dev.meterfarm.predictor.trees;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes an ensemble out of ONNX messages, trusting nothing. For one call. */
final class OnnxModelReader {
  private static final ByteString BRANCH_LEQ = ByteString.copyFromUtf8("BRANCH_LEQ");

  private final Map<String, AttributeProto> attributes = new HashMap<>();

  private OnnxModelReader(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      attributes.put(attribute.getName(), attribute);
    }
  }

  static TreeEnsemble read(ModelProto model) throws OnnxFormatException {
    if (model.getGraph().getNodeCount() != 1
        || !model.getGraph().getNode(0).getOpType().equals("TreeEnsembleRegressor")) {
      throw new OnnxFormatException(
          "not a forest: expected one TreeEnsembleRegressor node, found "
              + model.getGraph().getNodeList().stream()
                  .map(NodeProto::getOpType)
                  .limit(5)
                  .toList());
    }
    try {
      long features =
          model.getGraph().getInput(0).getType().getTensorType().getShape().getDim(1).getDimValue();
      return new OnnxModelReader(model.getGraph().getNode(0)).ensemble((int) features);
    } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      throw new OnnxFormatException("not a valid forest: " + e.getMessage(), e);
    }
  }

  private TreeEnsemble ensemble(int features) throws OnnxFormatException {
    Columns columns = columns();
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(features, aggregate());
    List<Float> base = floats("base_values");
    builder.base(base.isEmpty() ? 0 : base.get(0));
    int first = 0;
    while (first < columns.size()) {
      int end = first + 1;
      while (end < columns.size() && columns.tree(end) == columns.tree(first)) {
        end++;
      }
      builder.addTree(columns.slice(first, end));
      first = end;
    }
    return builder.build();
  }

  private Aggregate aggregate() throws OnnxFormatException {
    AttributeProto attribute = attributes.get("aggregate_function");
    String name = attribute == null ? "SUM" : attribute.getS().toStringUtf8();
    for (Aggregate aggregate : Aggregate.values()) {
      if (aggregate.name().equals(name)) {
        return aggregate;
      }
    }
    throw new OnnxFormatException("aggregate_function " + name + " is not supported");
  }

  private Columns columns() throws OnnxFormatException {
    int size = attribute("nodes_treeids").getIntsCount();
    int[] trees = ints("nodes_treeids", size);
    int[] ids = ints("nodes_nodeids", size);
    int[] features = ints("nodes_featureids", size);
    int[] left = ints("nodes_truenodeids", size);
    int[] right = ints("nodes_falsenodeids", size);
    float[] values = new float[size];
    List<Float> thresholds = floats("nodes_values");
    List<ByteString> modes = attribute("nodes_modes").getStringsList();
    for (int i = 0; i < size; i++) {
      ByteString mode = modes.get(i);
      if (mode.equals(OnnxModelWriter.LEAF)) {
        features[i] = Columns.LEAF;
      } else if (mode.equals(OnnxModelWriter.BRANCH)) {
        values[i] = thresholds.get(i);
      } else if (mode.equals(BRANCH_LEQ)) {
        values[i] = Math.nextUp(thresholds.get(i));
      } else {
        throw new OnnxFormatException("node mode " + mode.toStringUtf8() + " is not supported");
      }
    }
    Columns columns = new Columns(trees, ids, features, left, right, values);
    int leaves = attribute("target_treeids").getIntsCount();
    int[] leafTrees = ints("target_treeids", leaves);
    int[] leafNodes = ints("target_nodeids", leaves);
    List<Float> weights = floats("target_weights");
    columns.setLeaves(leafTrees, leafNodes, weights);
    return columns;
  }

  private AttributeProto attribute(String name) throws OnnxFormatException {
    AttributeProto attribute = attributes.get(name);
    if (attribute == null) {
      throw new OnnxFormatException("the forest lacks the attribute " + name);
    }
    return attribute;
  }

  private List<Float> floats(String name) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? List.of() : attribute.getFloatsList();
  }

  private int[] ints(String name, int size) throws OnnxFormatException {
    AttributeProto attribute = attribute(name);
    if (attribute.getIntsCount() != size) {
      throw new OnnxFormatException(
          name + " has " + attribute.getIntsCount() + " entries, not " + size);
    }
    int[] values = new int[size];
    Arrays.setAll(values, i -> Math.toIntExact(attribute.getInts(i)));
    return values;
  }

  /** The node attributes as columns, one row for each node; rows of a tree lie together. */
  private static final class Columns {
    static final int LEAF = -1;

    private final int[] trees;
    private final int[] ids;
    private final int[] features;
    private final int[] left;
    private final int[] right;
    private final float[] values;

    Columns(int[] trees, int[] ids, int[] features, int[] left, int[] right, float[] values) {
      this.trees = trees;
      this.ids = ids;
      this.features = features;
      this.left = left;
      this.right = right;
      this.values = values;
    }

    int size() {
      return trees.length;
    }

    int tree(int row) {
      return trees[row];
    }

    /** Leaves come in the order of the nodes, as every writer known puts them, or are searched. */
    void setLeaves(int[] leafTrees, int[] leafNodes, List<Float> weights)
        throws OnnxFormatException {
      int row = 0;
      for (int leaf = 0; leaf < leafTrees.length; leaf++) {
        int steps = 0;
        while (trees[row] != leafTrees[leaf] || ids[row] != leafNodes[leaf]) {
          row = (row + 1) % trees.length;
          if (++steps > trees.length) {
            throw new OnnxFormatException(
                "a target names node " + leafNodes[leaf] + " of tree " + leafTrees[leaf]);
          }
        }
        if (features[row] == LEAF) {
          values[row] += weights.get(leaf);
        }
      }
    }

    IndexedTree slice(int first, int end) throws OnnxFormatException {
      for (int row = first; row < end; row++) {
        if (ids[row] != row - first) {
          throw new OnnxFormatException("the nodes of tree " + trees[row] + " are not in order");
        }
      }
      return new IndexedTree() {
        @Override
        public int size() {
          return end - first;
        }

        @Override
        public boolean isLeaf(int node) {
          return features[first + node] == LEAF;
        }

        @Override
        public int feature(int node) {
          return features[first + node];
        }

        @Override
        public float value(int node) {
          return values[first + node];
        }

        @Override
        public int left(int node) {
          return left[first + node];
        }

        @Override
        public int right(int node) {
          return right[first + node];
        }
      };
    }
  }
}
