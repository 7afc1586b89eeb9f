/** Plans what to measure, learns from it, and exports bundles. */
package dev.meterfarm.coordinator;
