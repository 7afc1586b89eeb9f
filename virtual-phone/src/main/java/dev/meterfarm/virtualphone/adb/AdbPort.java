package dev.meterfarm.virtualphone.adb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's port on loopback, to which an adb server connects. Serves one connection at a time, on
 * one thread; every open stream takes another one of the executor's.
 */
public final class AdbPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdbPort.class);

  private final ServerSocket listener;
  private final Supplier<Banner> banner;
  private final AdbService.Directory services;
  private final Executor executor;
  private final Object lock = new Object();
  private Reachability reachability = Reachability.ONLINE;
  private AdbConnection connection;
  private volatile boolean closed;

  /**
   * Opens the port.
   *
   * @param port its number; 0 for any that is free
   * @param banner asked at every connection
   * @throws IOException if the port is taken
   */
  public AdbPort(
      int port, Supplier<Banner> banner, AdbService.Directory services, Executor executor)
      throws IOException {
    this.banner = banner;
    this.services = services;
    this.executor = executor;
    this.listener = new ServerSocket();
    listener.setReuseAddress(true);
    try {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 8);
    } catch (IOException e) {
      listener.close();
      throw new IOException("cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
    }
    Thread thread = new Thread(this::listen, "adb-port-" + listener.getLocalPort());
    thread.setDaemon(true);
    thread.start();
  }

  /** The number of the port. */
  public int number() {
    return listener.getLocalPort();
  }

  /** How the device answers at the moment. */
  public Reachability reachability() {
    synchronized (lock) {
      return reachability;
    }
  }

  /** Changes how the device answers; a connection that does not fit it any more is cut. */
  public void become(Reachability other) {
    synchronized (lock) {
      Reachability before = reachability;
      reachability = other;
      if (connection == null || before == other) {
        return;
      }
      if (before == Reachability.UNAUTHORIZED && other == Reachability.ONLINE) {
        try {
          connection.authorize();
        } catch (IOException e) {
          connection.close();
        }
      } else if (other == Reachability.MUTE
          || (before == Reachability.MUTE && other == Reachability.ONLINE)) {
        connection.become(other);
      } else {
        connection.close();
      }
    }
  }

  /** Cuts the connection, as a cable with a bad contact does; the server may come back at once. */
  public void cut() {
    synchronized (lock) {
      if (connection != null) {
        connection.close();
      }
    }
  }

  private void listen() {
    while (!closed) {
      try {
        Socket socket = listener.accept();
        AdbConnection accepted = accept(socket);
        if (accepted != null) {
          accepted.serve();
        }
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("port {}: {}", number(), e.getMessage());
        }
      }
    }
  }

  private AdbConnection accept(Socket socket) throws IOException {
    synchronized (lock) {
      if (closed || reachability == Reachability.UNPLUGGED) {
        socket.close();
        return null;
      }
      connection = new AdbConnection(socket, banner.get(), reachability, services, executor);
      return connection;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("closing port {}: {}", number(), e.getMessage());
    }
    cut();
  }
}
