/**
 * From labelled kernels to trained trees: the roofline that normalises the labels, the learners'
 * port, cross-validation, the choice between learners, the spread that says where a model is
 * unsure, and the rule that ends the rounds.
 *
 * <p>Pure computation: no input or output, no threads, no clock; every seed is passed in. Values
 * are immutable, everything may be used from many threads.
 */
package dev.meterfarm.coordinator.learning;
