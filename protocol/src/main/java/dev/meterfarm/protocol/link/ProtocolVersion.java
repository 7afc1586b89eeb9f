package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;

/**
 * The version of what goes over the wire. A coordinator serves all versions from {@link #OLDEST} to
 * {@link #NEWEST}, and tells so in every reply; coordinators are upgraded first.
 */
public final class ProtocolVersion {
  /** The header that carries it: a number in requests, {@code OLDEST..NEWEST} in replies. */
  public static final String HEADER = "Meterfarm-Protocol";

  /** The oldest version that is still understood. */
  public static final int OLDEST = 1;

  /** The version that this program speaks. */
  public static final int NEWEST = 1;

  private ProtocolVersion() {}

  /** What a coordinator of this version tells. */
  public static String served() {
    return OLDEST + ".." + NEWEST;
  }

  /**
   * Refuses a version that this program does not serve. A request without one, as a person's with
   * curl, speaks the newest.
   *
   * @param said the header of a request, or null
   * @throws FarmException with PROTOCOL_UNSUPPORTED
   */
  public static void requireServed(String said) {
    if (said == null) {
      return;
    }
    boolean served = false;
    if (said.matches("\\d{1,6}")) {
      int version = Integer.parseInt(said);
      served = version >= OLDEST && version <= NEWEST;
    }
    if (!served) {
      throw new FarmException(
          ErrorCode.PROTOCOL_UNSUPPORTED,
          "protocol version '"
              + said
              + "' is not served; this coordinator serves "
              + served()
              + ": upgrade the coordinator first, then the agents");
    }
  }
}
