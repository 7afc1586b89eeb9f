package dev.meterfarm.predictor.features;

import java.util.function.ToDoubleFunction;

/**
 * One number that predictors of a family see.
 *
 * @param name unique within its schema; letters, digits and underscores
 * @param unit what it counts, such as {@code bytes}, {@code elements} or {@code 0/1}
 * @param value how it follows from a kernel; finite
 */
record Feature(String name, String unit, ToDoubleFunction<KernelView> value) {}
