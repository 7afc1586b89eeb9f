/**
 * Drives Intel's devices, and any CPU, through OpenVINO's own {@code benchmark_app}, one process
 * for each visit to a model: {@code OpenVinoTool} runs it, {@code ConsoleReport}, {@code
 * CountersReport} and {@code ExecutionGraph} read what it leaves, {@code ToolFailure} says what
 * went wrong. Parsers are stateless; a device is measured on by one thread.
 */
package dev.meterfarm.agent.openvino;
