package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneState;
import dev.meterfarm.virtualphone.device.Processes;
import dev.meterfarm.virtualphone.files.PhoneFiles;
import java.util.concurrent.Executor;

/**
 * What commands may touch.
 *
 * @param benchmark runs the benchmark tool
 * @param control what is behind the {@code virtual-phone} command and {@code reboot}
 * @param executor runs background jobs
 */
public record Phone(
    PhoneState state,
    PhoneFiles files,
    Processes processes,
    BenchmarkProgram benchmark,
    Control control,
    Executor executor) {}
