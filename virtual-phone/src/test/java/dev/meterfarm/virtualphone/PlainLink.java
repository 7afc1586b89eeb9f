package dev.meterfarm.virtualphone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The other end of the adb protocol in its plainest form: one stream at a time, no server. */
final class PlainLink implements AutoCloseable {
  /** A message that came. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Message(String command, int first, int second, byte[] data) {}

  /** What a command line came to. */
  record Result(int status, String out, String err) {}

  private static final int VERSION = 0x01000001;
  private static final int MAX_DATA = 256 * 1024;

  private final Socket socket;
  private final DataInputStream in;
  private final String banner;
  private int lastId;

  PlainLink(VirtualPhone phone) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), phone.port());
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
    send("CNXN", VERSION, MAX_DATA, "host::features=shell_v2".getBytes(StandardCharsets.UTF_8));
    Message answer = receive();
    assertThat(answer.command()).isEqualTo("CNXN");
    banner = new String(answer.data(), StandardCharsets.UTF_8);
  }

  String banner() {
    return banner;
  }

  static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void send(String command, int first, int second, byte[] data) throws IOException {
    int word =
        ByteBuffer.wrap(command.getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getInt();
    int sum = 0;
    for (byte b : data) {
      sum += b & 0xff;
    }
    byte[] message = new byte[24 + data.length];
    ByteBuffer.wrap(message)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(word)
        .putInt(first)
        .putInt(second)
        .putInt(data.length)
        .putInt(sum)
        .putInt(~word)
        .put(data);
    socket.getOutputStream().write(message);
  }

  Message receive() throws IOException {
    byte[] header = new byte[24];
    in.readFully(header);
    ByteBuffer words = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    byte[] data = new byte[words.getInt(12)];
    in.readFully(data);
    String command = new String(Arrays.copyOf(header, 4), StandardCharsets.US_ASCII);
    return new Message(command, words.getInt(4), words.getInt(8), data);
  }

  /** Everything that a service says, after it was told {@code input}; empty where it is refused. */
  byte[] ask(String service, byte[] input) throws IOException {
    int id = ++lastId;
    send("OPEN", id, 0, (service + "\0").getBytes(StandardCharsets.UTF_8));
    Message opened = receive();
    if (opened.command().equals("CLSE")) {
      return new byte[0];
    }
    assertThat(opened.command()).isEqualTo("OKAY");
    int peer = opened.first();
    if (input.length > 0) {
      send("WRTE", id, peer, input);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    while (true) {
      Message message = receive();
      if (message.command().equals("WRTE")) {
        assertThat(message.first()).isEqualTo(peer);
        said.writeBytes(message.data());
        send("OKAY", id, peer, new byte[0]);
      } else if (message.command().equals("CLSE")) {
        return said.toByteArray();
      }
    }
  }

  /** Runs a command line by the second shell protocol. */
  Result shell(String line) throws IOException {
    byte[] said = ask("shell,v2,raw:" + line, new byte[0]);
    ByteBuffer packets = ByteBuffer.wrap(said).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = -1;
    while (packets.hasRemaining()) {
      int kind = packets.get();
      byte[] data = new byte[packets.getInt()];
      packets.get(data);
      if (kind == 3) {
        status = data[0] & 0xff;
      } else {
        (kind == 1 ? out : err).writeBytes(data);
      }
    }
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
