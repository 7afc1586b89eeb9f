package dev.meterfarm.agent.device;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;

/**
 * A job as a whole yielded nothing. The code says whose fault it was, and so what happens next:
 *
 * <table>
 * <caption>What a driver throws, and what it reports per model</caption>
 * <tr><th>what happened</th><th>code</th><th>where it is told</th></tr>
 * <tr><td>the runtime refuses a model: unreadable, truncated</td>
 *     <td>{@link ErrorCode#MODEL_UNREADABLE} (USER)</td><td>outcome of that model</td></tr>
 * <tr><td>the runtime cannot run a model: op it lacks, too large</td>
 *     <td>{@link ErrorCode#MODEL_UNSUPPORTED} (USER)</td><td>outcome of that model</td></tr>
 * <tr><td>the runtime crashed on one model, once</td>
 *     <td>{@link ErrorCode#RUN_CRASHED} (DEVICE)</td><td>outcome of that model; the others are run
 *     again without it</td></tr>
 * <tr><td>it crashed again in the same job, or outside any model</td>
 *     <td>{@link ErrorCode#RUN_CRASHED} (DEVICE)</td><td>exception</td></tr>
 * <tr><td>the plan's deadline passed</td>
 *     <td>{@link ErrorCode#RUN_TIMED_OUT} (DEVICE)</td><td>exception</td></tr>
 * <tr><td>the device is gone</td>
 *     <td>{@link ErrorCode#DEVICE_LOST} (DEVICE)</td><td>exception</td></tr>
 * <tr><td>no runtime for this platform, too old a C library, tool missing</td>
 *     <td>{@link ErrorCode#RUNTIME_MISSING} (ENVIRONMENT)</td><td>exception, with the remedy</td></tr>
 * <tr><td>too hot, too busy, too little memory</td>
 *     <td>{@link ErrorCode#DEVICE_UNFIT} (ENVIRONMENT)</td><td>exception</td></tr>
 * <tr><td>a mistake of the driver</td>
 *     <td>{@link ErrorCode#INTERNAL} (INTERNAL)</td><td>exception</td></tr>
 * </table>
 */
public final class DeviceException extends FarmException {
  private static final long serialVersionUID = 1L;

  public DeviceException(ErrorCode code, String message) {
    super(code, message);
  }

  public DeviceException(ErrorCode code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
