package dev.meterfarm.coordinator.result;

/**
 * One fusion verdict in the final table.
 *
 * @param op1 first op or chain
 * @param op2 second op
 * @param form {@code OPS} or {@code BAKED}
 * @param verdict what the bundle uses
 * @param timingVerdict what the timing alone says
 * @param structure what the runtime's profile says; empty where it says nothing
 * @param savingNanos measured saving
 * @param lowNanos lower end of the saving's interval
 * @param highNanos upper end
 * @param confidence 0..1
 * @param nnMeterVerdict verdict of the published criterion on the same run; empty where not tested
 */
public record FusionRow(
    String op1,
    String op2,
    String form,
    String verdict,
    String timingVerdict,
    String structure,
    double savingNanos,
    double lowNanos,
    double highNanos,
    double confidence,
    String nnMeterVerdict) {}
