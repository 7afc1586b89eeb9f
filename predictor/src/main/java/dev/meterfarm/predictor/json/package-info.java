/**
 * Reading and writing the JSON of rules, bundles and predictions: tolerant of unknown fields, exact
 * about missing ones. Stateless, safe for use from many threads.
 */
package dev.meterfarm.predictor.json;
