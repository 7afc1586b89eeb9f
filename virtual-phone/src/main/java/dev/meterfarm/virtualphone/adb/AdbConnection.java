package dev.meterfarm.virtualphone.adb;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an adb server to this device.
 *
 * <ol>
 *   <li>The server says {@code CNXN}; the device answers with its banner, or asks for a signature
 *       with {@code AUTH} and is content with none while it is {@link Reachability#UNAUTHORIZED}.
 *   <li>The server opens streams; each is served by a thread of the executor.
 *   <li>The connection ends with its socket, and with it all its streams.
 * </ol>
 */
final class AdbConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdbConnection.class);

  private static final int AUTH_TOKEN = 1;
  private static final int AUTH_SIGNATURE = 2;
  private static final int TOKEN_BYTES = 20;

  /** What we take at the most before a server has told what it sends. */
  private static final int MOST_DATA = 1 << 20;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final AdbService.Directory services;
  private final Executor executor;
  private final Map<Integer, AdbStream> streams = new ConcurrentHashMap<>();
  private final Object lock = new Object();
  private volatile Reachability reachability;
  private volatile Banner banner;
  private volatile int peerMaxData;
  private volatile boolean withChecksum = true;
  private int lastId;

  AdbConnection(
      Socket socket,
      Banner banner,
      Reachability reachability,
      AdbService.Directory services,
      Executor executor)
      throws IOException {
    socket.setTcpNoDelay(true);
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    this.out = socket.getOutputStream();
    this.banner = banner;
    this.reachability = reachability;
    this.services = services;
    this.executor = executor;
  }

  /** Serves the connection until it ends, whatever ends it. */
  void serve() {
    try {
      while (true) {
        handle(AdbMessage.read(in, MOST_DATA));
      }
    } catch (IOException e) {
      LOG.debug("connection of {} ended: {}", socket.getRemoteSocketAddress(), e.getMessage());
    } finally {
      close();
    }
  }

  private void handle(AdbMessage message) throws IOException {
    if (message.command() == AdbMessage.CNXN) {
      greet(message);
    } else if (message.command() == AdbMessage.AUTH) {
      if (message.first() == AUTH_SIGNATURE && reachability == Reachability.UNAUTHORIZED) {
        askForSignature(); // Now it sends its public key, and we wait for a person to accept it.
      }
    } else if (message.command() == AdbMessage.OPEN) {
      open(message);
    } else {
      AdbStream stream = streams.get(message.second());
      if (stream != null) {
        handle(message, stream);
      }
    }
  }

  private void handle(AdbMessage message, AdbStream stream) throws IOException {
    if (message.command() == AdbMessage.WRTE) {
      stream.deliver(message.data());
    } else if (message.command() == AdbMessage.OKAY) {
      stream.acknowledged();
    } else if (message.command() == AdbMessage.CLSE) {
      streams.remove(stream.id());
      stream.vanish();
    }
  }

  private void greet(AdbMessage message) throws IOException {
    peerMaxData = Math.max(1, Math.min(message.second(), banner.maxData()));
    boolean bothNew =
        message.first() >= AdbMessage.WITHOUT_CHECKSUM
            && banner.version() >= AdbMessage.WITHOUT_CHECKSUM;
    switch (reachability) {
      case ONLINE, MUTE -> welcome();
      case UNAUTHORIZED -> askForSignature();
      case SILENT -> {} // Not a word.
      case UNPLUGGED -> close();
    }
    withChecksum = !bothNew;
  }

  private void welcome() throws IOException {
    byte[] text = banner.text().getBytes(StandardCharsets.UTF_8);
    send(new AdbMessage(AdbMessage.CNXN, banner.version(), banner.maxData(), text));
  }

  private void askForSignature() throws IOException {
    send(new AdbMessage(AdbMessage.AUTH, AUTH_TOKEN, 0, new byte[TOKEN_BYTES]));
  }

  /** A person accepted the server's key on the phone. */
  void authorize() throws IOException {
    if (reachability == Reachability.UNAUTHORIZED && peerMaxData > 0) {
      reachability = Reachability.ONLINE;
      welcome();
    }
  }

  void become(Reachability other) {
    reachability = other;
  }

  private void open(AdbMessage message) throws IOException {
    int peer = message.first();
    if (reachability == Reachability.MUTE) {
      return;
    }
    Optional<AdbService> service = services.find(message.text());
    if (service.isEmpty() || reachability != Reachability.ONLINE) {
      send(new AdbMessage(AdbMessage.CLSE, 0, peer));
      return;
    }
    AdbStream stream = new AdbStream(this, ++lastId, peer, peerMaxData);
    streams.put(stream.id(), stream);
    send(new AdbMessage(AdbMessage.OKAY, stream.id(), peer));
    try {
      executor.execute(() -> serve(service.get(), stream, message.text()));
    } catch (RejectedExecutionException e) {
      throw new IOException("the device is being shut down", e);
    }
  }

  private void serve(AdbService service, AdbStream stream, String name) {
    try {
      service.serve(stream);
      if (stream.awaitTaken() && streams.remove(stream.id()) != null) {
        send(new AdbMessage(AdbMessage.CLSE, stream.id(), stream.peer()));
      }
    } catch (IOException e) {
      LOG.debug("{} ended: {}", name, e.getMessage());
      abandon(stream);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The executor is being shut down.
      abandon(stream);
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", name, e);
      abandon(stream);
    }
  }

  private void abandon(AdbStream stream) {
    if (streams.remove(stream.id()) != null) {
      try {
        send(new AdbMessage(AdbMessage.CLSE, stream.id(), stream.peer()));
      } catch (IOException e) {
        LOG.debug("nobody left to tell that stream {} ended", stream.id());
      }
    }
  }

  void send(AdbMessage message) throws IOException {
    byte[] bytes = message.encoded(withChecksum);
    synchronized (lock) {
      out.write(bytes);
    }
  }

  /** Ends the connection; its streams end with it. May be called by any thread, again too. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing a socket: {}", e.getMessage());
    }
    for (AdbStream stream : List.copyOf(streams.values())) {
      streams.remove(stream.id());
      stream.vanish();
    }
  }
}
