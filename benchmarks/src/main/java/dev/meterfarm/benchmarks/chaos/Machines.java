package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.testkit.farm.SmallNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The machines of a farm: places in a network of their own, each with a cable, or this machine
 * again and again. Balancer, lines and ledger stay on this machine.
 */
final class Machines implements AutoCloseable {
  /**
   * Where a program runs.
   *
   * @param address under which it is reached
   * @param entering what comes before its command
   * @param cable what connects it, if that can be pulled
   */
  record Machine(String address, List<String> entering, Optional<SmallNetwork.Place> cable) {}

  private static final String LOOPBACK = "127.0.0.1";

  private final Optional<SmallNetwork> network;

  private Machines(Optional<SmallNetwork> network) {
    this.network = network;
  }

  static Machines open(boolean withCables) throws IOException, InterruptedException {
    return new Machines(withCables ? Optional.of(SmallNetwork.open()) : Optional.empty());
  }

  Machine add() throws IOException, InterruptedException {
    if (network.isEmpty()) {
      return new Machine(LOOPBACK, List.of(), Optional.empty());
    }
    SmallNetwork.Place place = network.get().addPlace();
    return new Machine(place.address(), place.entering(), Optional.of(place));
  }

  /** This machine, as the others reach it. */
  InetAddress here() throws IOException {
    return InetAddress.getByName(network.map(SmallNetwork::address).orElse(LOOPBACK));
  }

  @Override
  public void close() {
    network.ifPresent(SmallNetwork::close);
  }
}
