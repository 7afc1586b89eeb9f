package dev.meterfarm.agent.device;

import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a device measured.
 *
 * @param elapsed how long the device was busy, by the device's own clock
 * @param outcomes one for each model of the job, in the job's order
 * @param references visits to reference models, in order of time; empty where the driver has none
 * @param environment readings around the run; sorted by name
 */
public record DeviceReport(
    Duration elapsed,
    List<ModelOutcome> outcomes,
    List<ReferenceReading> references,
    Map<String, String> environment) {
  public DeviceReport {
    outcomes = List.copyOf(outcomes);
    references = List.copyOf(references);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }
}
