package dev.meterfarm.coordinator.result;

import java.util.List;
import java.util.Map;

/**
 * Everything that a campaign found out about one target.
 *
 * @param target name of the target
 * @param deviceClass what device
 * @param runtime which runtime
 * @param simulated true where no real device was behind it
 * @param partial true where a phase was cut short; {@code notes} say which
 * @param bundle path of the bundle; empty where none could be written
 * @param fusion fusion verdicts
 * @param kernels kernel families, most important first
 * @param networks evaluation networks
 * @param accuracy ours first, then the baselines
 * @param repeatWithin10Percent percent of evaluation networks whose own repeats agree within 10 %
 * @param driftPercent how far the reference models moved during the campaign
 * @param suspectJobs jobs measured in a bad spell, and repeated
 * @param jobs jobs done
 * @param samples kernel configurations measured
 * @param deviceBusyShare share of the campaign's time in which the devices measured, 0..1, on
 *     average
 * @param elapsedSeconds wall time
 * @param context coefficients of the context term
 * @param devices the devices where there were several; empty with one
 * @param notes what a reader must know: warnings, partial phases, skipped models
 */
public record TargetResult(
    String target,
    String deviceClass,
    String runtime,
    boolean simulated,
    boolean partial,
    String bundle,
    List<FusionRow> fusion,
    List<KernelRow> kernels,
    List<NetworkRow> networks,
    List<AccuracyRow> accuracy,
    double repeatWithin10Percent,
    double driftPercent,
    int suspectJobs,
    int jobs,
    int samples,
    double deviceBusyShare,
    double elapsedSeconds,
    Map<String, Double> context,
    List<DeviceRow> devices,
    List<String> notes) {
  public TargetResult {
    fusion = List.copyOf(fusion);
    kernels = List.copyOf(kernels);
    networks = List.copyOf(networks);
    accuracy = List.copyOf(accuracy);
    context = Map.copyOf(context);
    devices = List.copyOf(devices);
    notes = List.copyOf(notes);
  }

  /** The same with its bundle in another place. */
  public TargetResult withBundle(String place) {
    return new TargetResult(
        target,
        deviceClass,
        runtime,
        simulated,
        partial,
        place,
        fusion,
        kernels,
        networks,
        accuracy,
        repeatWithin10Percent,
        driftPercent,
        suspectJobs,
        jobs,
        samples,
        deviceBusyShare,
        elapsedSeconds,
        context,
        devices,
        notes);
  }
}
