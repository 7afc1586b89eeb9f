package dev.meterfarm.virtualphone.adb;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One message: a header of six little-endian words, then the payload.
 *
 * @param command one of the constants
 * @param first meaning depends on the command; in streams the sender's id
 * @param second meaning depends on the command; in streams the receiver's id
 * @param data the payload, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; copying megabytes would be waste.
record AdbMessage(int command, int first, int second, byte[] data) {
  static final int CNXN = word("CNXN");
  static final int AUTH = word("AUTH");
  static final int OPEN = word("OPEN");
  static final int OKAY = word("OKAY");
  static final int WRTE = word("WRTE");
  static final int CLSE = word("CLSE");

  /** Versions from this one on leave the checksum 0 once both ends announced it. */
  static final int WITHOUT_CHECKSUM = 0x01000001;

  static final int HEADER = 24;

  private static final byte[] NOTHING = {};

  AdbMessage(int command, int first, int second) {
    this(command, first, second, NOTHING);
  }

  private static int word(String name) {
    return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt();
  }

  /**
   * Reads the next message.
   *
   * @throws IOException at the end of the connection, or when what comes is no adb message
   */
  static AdbMessage read(DataInputStream in, int maxData) throws IOException {
    byte[] header = new byte[HEADER];
    in.readFully(header);
    ByteBuffer words = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    int command = words.getInt();
    int first = words.getInt();
    int second = words.getInt();
    int length = words.getInt();
    words.getInt(); // The checksum: TCP has its own.
    if (words.getInt() != ~command) {
      throw new IOException("not the adb protocol: the magic word does not fit the command");
    }
    if (length < 0 || length > maxData) {
      throw new IOException("a payload of " + length + " bytes, but at most " + maxData + " fit");
    }
    byte[] data = length == 0 ? NOTHING : new byte[length];
    in.readFully(data);
    return new AdbMessage(command, first, second, data);
  }

  /** Header and payload in one piece, so that they leave in one packet. */
  byte[] encoded(boolean withChecksum) {
    return ByteBuffer.allocate(HEADER + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(command)
        .putInt(first)
        .putInt(second)
        .putInt(data.length)
        .putInt(withChecksum ? checksum() : 0)
        .putInt(~command)
        .put(data)
        .array();
  }

  private int checksum() {
    int sum = 0;
    for (byte b : data) {
      sum += b & 0xff;
    }
    return sum;
  }

  /** The payload as text, without the zeros that end it. */
  String text() {
    int end = data.length;
    while (end > 0 && data[end - 1] == 0) {
      end--;
    }
    return new String(data, 0, end, StandardCharsets.UTF_8);
  }
}
