package dev.meterfarm.agent.benchmarkmodel;

/**
 * What one run of the tool left.
 *
 * @param status its exit status, 128 + n if signal n ended it
 */
public record ToolRun(String out, String err, int status) {}
