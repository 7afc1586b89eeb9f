package dev.meterfarm.testkit.farm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A network of its own: one switch, this machine, and places for programs with an address and a
 * cable each. A cable that is pulled takes every packet with it, and nobody is told.
 *
 * <p>Switch and places are network namespaces that last as long as a process of ours, so that the
 * kernel clears everything away whoever is killed. Needs Linux and root.
 */
public final class SmallNetwork implements AutoCloseable {
  private static final String UNSHARE = "/usr/bin/unshare";
  private static final List<String> IP =
      List.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip");
  private static final String PREFIX = "10.213.";
  private static final int SUBNETS = 250;
  private static final int FIRST_PLACE = 10;
  private static final long PATIENCE_SECONDS = 10;
  private static final String CONNECT = "exec 3<>/dev/tcp/$0/$1";

  /** Where a program can be: its own loopback, and one address in the network. */
  public static final class Place {
    private final String address;
    private final long holder;
    private final List<String> cable;

    private Place(String address, long holder, List<String> cable) {
      this.address = address;
      this.holder = holder;
      this.cable = cable;
    }

    public String address() {
      return address;
    }

    /** What comes before a program's command, so that it runs here. */
    public List<String> entering() {
      return SmallNetwork.entering(holder);
    }

    /** Pulls the cable. */
    public void unplug() throws IOException, InterruptedException {
      cable("down");
    }

    /** Puts the cable back; harmless if it was never pulled. */
    public void plugIn() throws IOException, InterruptedException {
      cable("up");
    }

    private void cable(String state) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(cable);
      command.add(state);
      require(command);
    }
  }

  private final String ip;
  private final String subnet;
  private final String uplink;
  private final List<Process> holders = new ArrayList<>();
  private final long hub;
  private int places;

  private SmallNetwork(String ip, int subnet) throws IOException, InterruptedException {
    this.ip = ip;
    this.subnet = PREFIX + subnet + ".";
    this.uplink = "mfarm" + subnet;
    boolean complete = false;
    try {
      hub = hold();
      inHub("link", "add", "switch", "type", "bridge");
      inHub("link", "set", "switch", "up");
      run("link", "add", uplink, "type", "veth", "peer", "name", "uplink", "netns", hub);
      inHub("link", "set", "uplink", "master", "switch");
      inHub("link", "set", "uplink", "up");
      run("address", "add", address() + "/24", "dev", uplink);
      run("link", "set", uplink, "up");
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /** Sets up a network that nobody on this machine has yet. */
  public static SmallNetwork open() throws IOException, InterruptedException {
    List<String> taken = addresses();
    Random random = new Random();
    int subnet;
    do {
      subnet = 1 + random.nextInt(SUBNETS);
    } while (taken.stream().anyMatch((PREFIX + subnet + ".")::equals));
    return new SmallNetwork(ip().orElseThrow(() -> new IOException("there is no 'ip'")), subnet);
  }

  private static List<String> addresses() throws IOException {
    try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
      return all.flatMap(NetworkInterface::inetAddresses)
          .map(address -> address.getHostAddress().replaceFirst("[^.]*$", ""))
          .toList();
    }
  }

  private static Optional<String> ip() {
    return IP.stream().filter(file -> Files.isExecutable(Path.of(file))).findFirst();
  }

  /** Why there can be none here; empty if there can. */
  public static Optional<String> objection() throws InterruptedException {
    if (ip().isEmpty() || !Files.isExecutable(Path.of(UNSHARE))) {
      return Optional.of("'ip' (iproute2) or 'unshare' is not installed");
    }
    try (SmallNetwork network = open();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(network.address()))) {
      Place place = network.addPlace();
      List<String> command = new ArrayList<>(place.entering());
      command.addAll(
          List.of(
              "/bin/bash",
              "-c",
              CONNECT,
              network.address(),
              Integer.toString(server.getLocalPort())));
      require(command);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** This machine's address. */
  public String address() {
    return subnet + 1;
  }

  /** Makes another place and plugs it in. */
  public synchronized Place addPlace() throws IOException, InterruptedException {
    long holder = hold();
    String address = subnet + (FIRST_PLACE + places);
    String port = "port" + places;
    places++;
    inHub("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", holder);
    inHub("link", "set", port, "master", "switch");
    inHub("link", "set", port, "up");
    in(holder, "link", "set", "lo", "up");
    in(holder, "address", "add", address + "/24", "dev", "eth0");
    in(holder, "link", "set", "eth0", "up");
    List<String> cable = new ArrayList<>(entering(hub));
    cable.addAll(List.of(ip, "link", "set", port));
    return new Place(address, holder, cable);
  }

  private static List<String> entering(long holder) {
    return List.of("nsenter", "--target", Long.toString(holder), "--net");
  }

  /** A process that keeps a namespace; cat ends when we do. */
  private long hold() throws IOException {
    Process holder =
        new ProcessBuilder(UNSHARE, "--net", "/bin/sh", "-c", "echo ready && exec cat")
            .redirectErrorStream(true)
            .start();
    holders.add(holder);
    BufferedReader said =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    if (!"ready".equals(line)) {
      throw new IOException("no network namespace could be made: " + line);
    }
    return holder.pid();
  }

  private void inHub(Object... words) throws IOException, InterruptedException {
    in(hub, words);
  }

  private void in(long holder, Object... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(entering(holder));
    command.add(ip);
    Stream.of(words).map(Object::toString).forEach(command::add);
    require(command);
  }

  private void run(Object... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ip));
    Stream.of(words).map(Object::toString).forEach(command::add);
    require(command);
  }

  private static void require(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("'" + String.join(" ", command) + "' does not end");
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException("'" + String.join(" ", command) + "' failed: " + said.strip());
    }
  }

  @Override
  public void close() {
    holders.forEach(Process::destroyForcibly);
  }
}
