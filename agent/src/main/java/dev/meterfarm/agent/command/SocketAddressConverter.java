package dev.meterfarm.agent.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address with a port; port 0 takes any free one. */
final class SocketAddressConverter implements ITypeConverter<InetSocketAddress> {
  private static final int MOST = 65_535;

  @Override
  public InetSocketAddress convert(String value) {
    int colon = value.lastIndexOf(':');
    String port = value.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > MOST) {
      throw new TypeConversionException(
          "'" + value + "' must be an address and a port, such as 127.0.0.1:9464");
    }
    try {
      return new InetSocketAddress(
          InetAddress.getByName(value.substring(0, colon)), Integer.parseInt(port));
    } catch (UnknownHostException e) {
      throw new TypeConversionException(
          "'" + value.substring(0, colon) + "' is no address of this machine");
    }
  }
}
