package dev.meterfarm.testkit.farm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A port of this machine that leads to another one, as long as nothing is wrong with the line: it
 * can be cut so that nobody notices, refuse calls, or drop them.
 *
 * <p>Each connection has two threads; who closes one end closes the other.
 */
public final class FaultyLink implements AutoCloseable {
  /** What is wrong with the line. */
  public enum State {
    /** Nothing. */
    OPEN,
    /** Connections stay, new ones are taken, and not a byte passes: a cut without a word. */
    STALLED,
    /** Connections were dropped, and new ones are closed at once. */
    REFUSING
  }

  private static final int CHUNK = 16 * 1024;
  private static final int CONNECT_MILLIS = 5_000;

  /** A connection through the link. */
  private record Pair(Socket near, Socket far, InetSocketAddress to) {
    void close() {
      closeQuietly(near);
      closeQuietly(far);
    }
  }

  private final Supplier<Optional<InetSocketAddress>> target;
  private final ServerSocket server;
  private final Set<Pair> open = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private State state = State.OPEN;

  private FaultyLink(InetAddress at, Supplier<Optional<InetSocketAddress>> target)
      throws IOException {
    this.target = target;
    server = new ServerSocket(0, 128, at);
  }

  /** A link to one port of this machine. */
  public static FaultyLink to(int port) throws IOException {
    InetSocketAddress there = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return to(() -> Optional.of(there));
  }

  /**
   * A link to whatever is named when somebody connects.
   *
   * @param target empty to refuse; asked by many threads
   */
  public static FaultyLink to(Supplier<Optional<InetSocketAddress>> target) throws IOException {
    return between(InetAddress.getLoopbackAddress(), target);
  }

  /**
   * A link from one address of this machine.
   *
   * @param at where it is reached, in place of loopback
   * @param target empty to refuse; asked by many threads
   */
  public static FaultyLink between(InetAddress at, Supplier<Optional<InetSocketAddress>> target)
      throws IOException {
    FaultyLink link = new FaultyLink(at, target);
    daemon("link-" + link.port(), link::accept).start();
    return link;
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Where to connect to. */
  public int port() {
    return server.getLocalPort();
  }

  /** Changes what is wrong with the line. After a stall, what has piled up passes. */
  public void set(State next) {
    synchronized (gate) {
      state = next;
      gate.notifyAll();
    }
    if (next == State.REFUSING) {
      drop();
    }
  }

  /** Closes all connections; new ones may come. */
  public void drop() {
    open.forEach(Pair::close);
  }

  /** Closes the connections that lead there. */
  public void dropThoseTo(InetSocketAddress to) {
    open.stream().filter(pair -> pair.to().equals(to)).forEach(Pair::close);
  }

  private void accept() {
    while (!server.isClosed()) {
      Socket near;
      try {
        near = server.accept();
      } catch (IOException e) {
        return; // closed
      }
      daemon("link-connect-" + port(), () -> connect(near)).start();
    }
  }

  private void connect(Socket near) {
    Optional<InetSocketAddress> to = awaitPassage() ? target.get() : Optional.empty();
    if (to.isEmpty()) {
      closeQuietly(near);
      return;
    }
    Socket far = new Socket();
    Pair pair = new Pair(near, far, to.get());
    open.add(pair);
    try {
      far.connect(to.get(), CONNECT_MILLIS);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      daemon("link-back-" + port(), () -> pump(far, near, pair)).start();
      pump(near, far, pair);
    } catch (IOException e) {
      end(pair);
    }
  }

  private void pump(Socket from, Socket to, Pair pair) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        if (!awaitPassage()) {
          return;
        }
        out.write(chunk, 0, count);
      }
    } catch (IOException e) {
      // one of the ends is gone; the other one goes now
    } finally {
      end(pair);
    }
  }

  private void end(Pair pair) {
    pair.close();
    open.remove(pair);
  }

  /** Waits while the line is stalled; false if it refuses. */
  private boolean awaitPassage() {
    synchronized (gate) {
      while (state == State.STALLED) {
        try {
          gate.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return state == State.OPEN;
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no more use either way
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // it takes nobody any more either way
    }
    set(State.REFUSING);
  }
}
