package dev.meterfarm.coordinator.learning.weka;

import dev.meterfarm.coordinator.learning.TrainingSet;
import java.util.ArrayList;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instance;
import weka.core.Instances;

/** Training sets in Weka's form; the target is the last attribute. Stateless. */
final class WekaData {
  private WekaData() {}

  static Instances of(TrainingSet set) {
    int features = set.features();
    ArrayList<Attribute> attributes = new ArrayList<>(features + 1);
    for (int i = 0; i < features; i++) {
      attributes.add(new Attribute("f" + i));
    }
    attributes.add(new Attribute("target"));
    Instances data = new Instances("samples", attributes, set.size());
    data.setClassIndex(features);
    for (int i = 0; i < set.size(); i++) {
      data.add(instance(set.row(i), set.target(i), set.weight(i)));
    }
    return data;
  }

  /** A row of features; the doubles are the floats, exactly. */
  static Instance instance(float[] row, double target, double weight) {
    double[] values = new double[row.length + 1];
    for (int i = 0; i < row.length; i++) {
      values[i] = row[i];
    }
    values[row.length] = target;
    return new DenseInstance(weight, values);
  }
}
