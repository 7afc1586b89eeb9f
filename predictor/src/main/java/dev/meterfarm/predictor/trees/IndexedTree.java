package dev.meterfarm.predictor.trees;

/** A tree as numbered nodes; node 0 is the root. */
interface IndexedTree {
  int size();

  boolean isLeaf(int node);

  /** Feature of a split. */
  int feature(int node);

  /** Threshold of a split, or value of a leaf. */
  float value(int node);

  int left(int node);

  int right(int node);
}
