/**
 * Ensembles of regression trees: a builder, a fast evaluator, and their portable form, ONNX.
 * Ensembles are immutable and safe for use from many threads; builders belong to one thread.
 */
package dev.meterfarm.predictor.trees;
