package dev.meterfarm.coordinator.queue.hazelcast;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Comparator;
import java.util.Optional;

/** Refuses to listen where strangers might come by. */
final class MemberAddress {
  private static final int UNIQUE_LOCAL = 0xfc;
  private static final int UNIQUE_LOCAL_MASK = 0xfe;

  private MemberAddress() {}

  static InetAddress require(MemberSettings settings) {
    InetAddress address = resolve(settings.address());
    if (address.isAnyLocalAddress()) {
      throw refused(settings, "names every interface of this machine; name one");
    }
    if (!address.isLoopbackAddress() && !isPrivate(address) && !settings.trustsNetwork()) {
      throw refused(
          settings,
          "is not in a private network, and members of the work queue neither encrypt nor"
              + " authenticate; use an address of a private interface, or say explicitly that the"
              + " network is trusted");
    }
    return address;
  }

  private static InetAddress resolve(String text) {
    try {
      NetworkInterface named = NetworkInterface.getByName(text);
      Optional<InetAddress> address =
          named == null
              ? Optional.of(InetAddress.getByName(text))
              : named
                  .inetAddresses()
                  .min(Comparator.comparing(found -> !(found instanceof Inet4Address)));
      return address
          .filter(MemberAddress::isOurs)
          .orElseThrow(
              () ->
                  new FarmException(
                      ErrorCode.INVALID_CONFIGURATION,
                      "the work queue's address " + text + " is not an address of this machine"));
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "the work queue's address "
              + text
              + " is neither an address nor a network interface of this machine",
          e);
    }
  }

  private static boolean isOurs(InetAddress address) {
    try {
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || (address instanceof Inet6Address
            && (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL);
  }

  private static FarmException refused(MemberSettings settings, String rule) {
    return new FarmException(
        ErrorCode.INVALID_CONFIGURATION,
        "the work queue's address " + settings.address() + " " + rule);
  }
}
