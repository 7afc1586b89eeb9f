/**
 * The bundle: everything that answers "how long will this network take on that target" without the
 * target, as values and as files. Values are immutable and safe for use from many threads; readers
 * and writers are stateless.
 */
package dev.meterfarm.predictor.bundle;
