/**
 * Reads and writes TensorFlow Lite model files.
 *
 * <p>Reading: {@link dev.meterfarm.graph.tflite.TfliteReader} walks the file with {@code FlatFile}
 * and {@code FlatTable}, which check every access, since files come from anywhere. Writing: {@link
 * dev.meterfarm.graph.tflite.TfliteWriter}. Codes and option tables come from the published schema
 * classes. All types are stateless or confined to one call, so everything public is thread-safe.
 */
package dev.meterfarm.graph.tflite;
