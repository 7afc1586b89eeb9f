package dev.meterfarm.metrics;

import java.util.List;
import java.util.Locale;

/**
 * Every metric, by the name under which Prometheus knows it. Units are base units and part of the
 * name. Labels have few values: devices, targets, running campaigns, states; never a model or a
 * sample. States are the words of docs/health.md.
 */
public enum FarmMetric {
  BUILD_INFO(Owner.COORDINATOR, Kind.GAUGE, "Always 1; the version of the coordinator.", "version"),
  READY(Owner.COORDINATOR, Kind.GAUGE, "1 if work can be handed out, as /ready says; else 0."),
  LEADER(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "1 if this coordinator is the one that plans and trains, else 0; at most one is."),
  LEADER_TERM(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Number of the term in which this coordinator plans; none if it does not. Each change of the"
          + " lead raises it."),
  STORAGE_FREE_BYTES(Owner.COORDINATOR, Kind.GAUGE, "Free space where the ledger is."),
  STORAGE_OPERATION_DURATION_SECONDS(
      Owner.COORDINATOR,
      Buckets.REQUESTS,
      "From the wish for a transaction of the ledger until it is over, for writes until it is on the"
          + " disk; 'read' or 'write'.",
      "operation"),
  STORAGE_ERRORS_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Transactions that the storage failed: disk full, database away.",
      "operation"),
  HOUSEKEEPING_DURATION_SECONDS(
      Owner.COORDINATOR,
      Buckets.REQUESTS,
      "A round of what is done every second: leases that are over, hints, registry, outcomes.",
      "task"),
  HTTP_CONNECTIONS(Owner.COORDINATOR, Kind.GAUGE, "Open connections."),
  HTTP_REQUESTS_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Answered requests, by route and HTTP status. Paths without a route are 'none'.",
      "route",
      "code"),
  HTTP_REQUEST_DURATION_SECONDS(
      Owner.COORDINATOR,
      Buckets.REQUESTS,
      "From the request to its answer, long polls included.",
      "route"),

  AGENTS(Owner.COORDINATOR, Kind.GAUGE, "Agents, by state.", "state"),
  AGENT_INFO(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Always 1; what the agent runs, and where. Join by 'agent'.",
      "agent",
      "host",
      "version"),
  AGENT_LAST_HEARD_TIMESTAMP_SECONDS(
      Owner.COORDINATOR, Kind.GAUGE, "When the agent was last heard of.", "agent"),
  AGENT_CLOCK_OFFSET_SECONDS(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "How far the agent's clock is ahead of the coordinator's, the way of the message included; nothing"
          + " depends on it.",
      "agent"),

  DEVICES(Owner.COORDINATOR, Kind.GAUGE, "Devices that are plugged in, by state.", "state"),
  DEVICES_MISSING(
      Owner.COORDINATOR, Kind.GAUGE, "Devices that no agent has, though they are not RETIRED."),
  DEVICE_STATE(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "1 for the state that the device is in, 0 for the others.",
      "device",
      "state"),
  DEVICE_STATE_SECONDS_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Time that devices spent in the state, all devices together; unplugged ones are in MISSING.",
      "state"),
  DEVICE_INFO(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Always 1; where the device is plugged in. Join by 'device'.",
      "device",
      "agent",
      "host",
      "hub",
      "port",
      "os_build"),
  DEVICE_BUSY_SECONDS_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Time in which the device measured what was accepted.",
      "device"),
  DEVICE_TEMPERATURE_CELSIUS(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "As the last accepted result of the device tells, where its driver can read it.",
      "device"),
  DEVICE_BATTERY_CHARGE_RATIO(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "As the last accepted result of the device tells, 0 to 1; none where there is no battery.",
      "device"),
  DEVICE_STORAGE_FREE_BYTES(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Room for models on the device, as its last accepted result tells.",
      "device"),
  DEVICE_CPU_FREQUENCY_HERTZ(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Of its fastest core at the last accepted result, where the driver can read it.",
      "device"),
  DEVICE_DISCONNECTIONS_TOTAL(
      Owner.COORDINATOR, Kind.COUNTER, "How often the device went away.", "device"),
  DEVICE_RECOVERIES_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "What brought the device back, or was to: 'reconnect', it was plugged in again; 'power_cycle',"
          + " its driver took the power away; 'reference_run', it had to prove itself. Outcome 'passed'"
          + " or 'failed'.",
      "device",
      "action",
      "outcome"),
  DEVICE_THROTTLED_SECONDS_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Device time of accepted jobs in which the device throttled: as its driver judged, elsewhere with"
          + " reference models more than 15 % over their usual time.",
      "device"),
  DEVICE_COOLDOWN_DURATION_SECONDS(
      Owner.COORDINATOR,
      Buckets.JOBS,
      "How long devices had to rest before an accepted job until they were fit; jobs that had not to"
          + " wait are left out.",
      "target"),
  DEVICE_QUARANTINE_START_TIMESTAMP_SECONDS(
      Owner.COORDINATOR, Kind.GAUGE, "Since when the device is QUARANTINED.", "device"),
  CANARY_LATENCY_RATIO(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Reference models of the last job over what is usual on the device; 1 is usual.",
      "device",
      "target"),
  SHARED_FAILURE_DEVICES(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Devices that failed within half an hour and have this in common; one series is one finding.",
      "cause",
      "value"),

  JOBS(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Jobs of running and paused campaigns, by state: READY is the queue, LEASED the leases.",
      "campaign",
      "state"),
  QUEUE_OLDEST_JOB_TIMESTAMP_SECONDS(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Since when the first job in line of the target has been the first; none if nothing waits.",
      "target"),
  JOB_QUEUE_DURATION_SECONDS(
      Owner.COORDINATOR,
      Buckets.JOBS,
      "How long a job was READY before it was leased; jobs that a person released, or whose campaign"
          + " was paused meanwhile, are left out.",
      "target"),
  LEASE_REQUESTS_WAITING(
      Owner.COORDINATOR, Kind.GAUGE, "Requests of agents that wait here for a job."),
  LEASES_GRANTED_TOTAL(Owner.COORDINATOR, Kind.COUNTER, "Granted leases.", "target"),
  JOBS_FINISHED_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Attempts that ended: 'done', 'retried' or 'poisoned'; the reason is an error code, empty for"
          + " done.",
      "target",
      "outcome",
      "reason"),
  GRANT_REFUSALS_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Tries to lend a job to a device that came to nothing: JOB_GONE, somebody was faster; NOT_HERE,"
          + " it is for another device; DEVICE_HELD and DEVICE_FULL, the device has enough.",
      "reason"),
  RESULTS_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Results that agents sent, by the reply; FENCED ones came too late.",
      "reply"),

  MEASUREMENTS_FINISHED_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Models of accepted results: 'measured' or 'failed'.",
      "target",
      "outcome"),
  MEASUREMENTS_REJECTED_TOTAL(
      Owner.COORDINATOR,
      Kind.COUNTER,
      "Measurements of models that do not count, by reason: an error code where the model failed;"
          + " FENCED, the result came too late; QUARANTINE, the device has proved bad since.",
      "reason"),
  MEASUREMENT_DURATION_SECONDS(Owner.COORDINATOR, Buckets.JOBS, "Device time of a job.", "target"),
  MEASUREMENT_DISPERSION_RATIO(
      Owner.COORDINATOR,
      Buckets.RATIOS,
      "Spread of the runs of a model: from the 5th to the 95th percentile, over the median.",
      "target"),
  MEASUREMENT_REPEAT_DIFFERENCE_RATIO(
      Owner.COORDINATOR,
      Buckets.RATIOS,
      "How much longer the slowest round of a model took than its fastest, over the fastest.",
      "target"),
  MODEL_LATENCY_SECONDS(
      Owner.COORDINATOR, Buckets.LATENCIES, "Labels of measured models.", "target"),

  CAMPAIGNS(Owner.COORDINATOR, Kind.GAUGE, "Campaigns, by state.", "state"),
  CAMPAIGN_PHASE(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "1 for the phase that the campaign is in, 0 for the others.",
      "campaign",
      "target",
      "phase"),
  CAMPAIGN_PROGRESS_RATIO(
      Owner.COORDINATOR, Kind.GAUGE, "Used share of the budget.", "campaign", "target"),
  CAMPAIGN_SAMPLES(Owner.COORDINATOR, Kind.GAUGE, "Training samples so far.", "campaign", "target"),
  CAMPAIGN_ROUND(Owner.COORDINATOR, Kind.GAUGE, "Round of sampling, from 1.", "campaign", "target"),
  CAMPAIGN_EXPECTED_END_TIMESTAMP_SECONDS(
      Owner.COORDINATOR, Kind.GAUGE, "When the budget will be used.", "campaign", "target"),
  PREDICTOR_WITHIN_TOLERANCE_RATIO(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Share of the frozen test set that the forests of the last round predict within 10 %.",
      "campaign",
      "target",
      "kernel"),
  PREDICTOR_RMSPE_RATIO(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "Root of the mean squared relative error on the frozen test set after the last round.",
      "campaign",
      "target",
      "kernel"),
  PREDICTOR_EXPECTED_RATIO(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "The same as it is expected when the budget ends; none as long as nothing can be said.",
      "campaign",
      "target",
      "kernel"),
  TRAINING_DURATION_SECONDS(
      Owner.COORDINATOR, Buckets.JOBS, "Training the forests of a round.", "target"),

  BUNDLE_LAST_EXPORT_TIMESTAMP_SECONDS(
      Owner.COORDINATOR,
      Kind.GAUGE,
      "When this coordinator made its last bundle for the target, since its start.",
      "target"),
  BUNDLE_SIZE_BYTES(Owner.COORDINATOR, Kind.GAUGE, "Size of that bundle.", "target"),

  AGENT_BUILD_INFO(Owner.AGENT, Kind.GAUGE, "Always 1; the version of the agent.", "version"),
  AGENT_DEVICES(Owner.AGENT, Kind.GAUGE, "Devices that the agent serves."),
  AGENT_JOBS_HELD(
      Owner.AGENT, Kind.GAUGE, "Jobs that run, wait for a device or are being reported."),
  AGENT_JOBS_TOTAL(
      Owner.AGENT,
      Kind.COUNTER,
      "Jobs that ended; the outcome is 'measured', or an error code.",
      "outcome"),
  AGENT_DEVICE_BUSY_SECONDS_TOTAL(
      Owner.AGENT, Kind.COUNTER, "Time in which the device measured.", "device"),
  AGENT_SPOOL_RESULTS(Owner.AGENT, Kind.GAUGE, "Results that the coordinator does not have yet."),
  AGENT_SPOOL_BYTES(Owner.AGENT, Kind.GAUGE, "Their size."),
  AGENT_LINK_FAILURES_TOTAL(
      Owner.AGENT, Kind.COUNTER, "Calls to the coordinator that failed and were tried again.");

  /** Which process tells it. */
  public enum Owner {
    COORDINATOR,
    AGENT
  }

  /** What its values are. */
  public enum Kind {
    /** Grows from 0 at each start. */
    COUNTER,
    /** The value now. */
    GAUGE,
    /** Many values, counted by size. */
    HISTOGRAM
  }

  /** Upper bounds of the buckets. */
  private static final class Buckets {
    static final List<Double> REQUESTS = List.of(.001, .003, .01, .03, .1, .3, 1., 3., 10., 30.);
    static final List<Double> JOBS = List.of(.1, .3, 1., 3., 10., 30., 100., 300., 1000.);
    static final List<Double> RATIOS = List.of(.01, .02, .05, .1, .2, .5, 1., 2., 5.);
    static final List<Double> LATENCIES = List.of(1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, .1, 1.);
  }

  private static final String PREFIX = "meterfarm_";
  private static final String TOTAL = "_total";

  private final Owner owner;
  private final Kind kind;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Double> buckets;

  FarmMetric(Owner owner, Kind kind, String description, String... labels) {
    this(owner, kind, List.of(), description, labels);
  }

  FarmMetric(Owner owner, List<Double> buckets, String description, String... labels) {
    this(owner, Kind.HISTOGRAM, buckets, description, labels);
  }

  FarmMetric(Owner owner, Kind kind, List<Double> buckets, String description, String... labels) {
    this.owner = owner;
    this.kind = kind;
    this.buckets = buckets;
    this.description = description;
    this.labels = List.of(labels);
  }

  public Owner owner() {
    return owner;
  }

  public Kind kind() {
    return kind;
  }

  public String description() {
    return description;
  }

  /** Names of the labels, in the order in which their values are given. */
  public List<String> labels() {
    return labels;
  }

  List<Double> buckets() {
    return buckets;
  }

  /** As Prometheus knows it, such as {@code meterfarm_devices}. */
  public String prometheusName() {
    return PREFIX + name().toLowerCase(Locale.ROOT);
  }

  /** As Micrometer wants it, which adds what Prometheus needs at the end of counters. */
  String meterName() {
    String name = prometheusName();
    return (name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name)
        .replace('_', '.');
  }
}
