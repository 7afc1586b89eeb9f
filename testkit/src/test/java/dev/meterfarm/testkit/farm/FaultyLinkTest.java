package dev.meterfarm.testkit.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyLinkTest {
  private static final int SHORT_MILLIS = 300;

  private ServerSocket echo;
  private FaultyLink link;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "echo");
    thread.setDaemon(true);
    thread.start();
    link = FaultyLink.to(echo.getLocalPort());
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread thread =
            new Thread(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException e) {
                    // the other end is gone
                  }
                });
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    link.close();
    echo.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static int echoOf(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    return socket.getInputStream().read();
  }

  @Test
  void an_open_line_passes_everything() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, 7)).isEqualTo(7);
    }
  }

  @Test
  void a_stalled_line_says_nothing_and_passes_everything_later() throws IOException {
    try (Socket before = connect()) {
      assertThat(echoOf(before, 1)).isEqualTo(1);
      link.set(FaultyLink.State.STALLED);
      try (Socket during = connect()) {
        before.setSoTimeout(SHORT_MILLIS);
        during.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> echoOf(before, 2)).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> echoOf(during, 3)).isInstanceOf(SocketTimeoutException.class);
        link.set(FaultyLink.State.OPEN);
        before.setSoTimeout(20_000);
        during.setSoTimeout(20_000);
        assertThat(before.getInputStream().read()).isEqualTo(2);
        assertThat(during.getInputStream().read()).isEqualTo(3);
      }
    }
  }

  @Test
  void a_refusing_line_drops_what_there_is_and_whoever_comes() throws IOException {
    try (Socket before = connect()) {
      assertThat(echoOf(before, 1)).isEqualTo(1);
      link.set(FaultyLink.State.REFUSING);
      assertThat(isDead(before)).isTrue();
      try (Socket during = connect()) {
        assertThat(isDead(during)).isTrue();
      }
    }
    link.set(FaultyLink.State.OPEN);
    try (Socket after = connect()) {
      assertThat(echoOf(after, 4)).isEqualTo(4);
    }
  }

  @Test
  void only_connections_to_one_place_are_dropped() throws IOException {
    InetSocketAddress there =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort());
    try (FaultyLink chosen = FaultyLink.to(() -> Optional.of(there));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), chosen.port())) {
      assertThat(echoOf(socket, 1)).isEqualTo(1);
      chosen.dropThoseTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
      assertThat(echoOf(socket, 2)).isEqualTo(2);
      chosen.dropThoseTo(there);
      await().until(() -> isDead(socket));
    }
  }

  private static boolean isDead(Socket socket) {
    try {
      return echoOf(socket, 9) < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
