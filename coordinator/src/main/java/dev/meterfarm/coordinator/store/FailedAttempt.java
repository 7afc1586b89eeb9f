package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.util.Optional;

/**
 * One failed attempt at a job.
 *
 * @param code how it failed
 * @param device where
 * @param proven whether the device has brought a result of another job since, with its reference
 *     models or as a reference run: so it was not the device
 */
public record FailedAttempt(ErrorCode code, Optional<DeviceId> device, boolean proven) {}
