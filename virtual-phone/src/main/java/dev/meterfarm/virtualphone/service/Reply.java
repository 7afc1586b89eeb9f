package dev.meterfarm.virtualphone.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer of the sync service: a word of four letters and little-endian numbers. */
final class Reply {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Reply(String word) {
    bytes.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
  }

  Reply int32(int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(value >> shift);
    }
    return this;
  }

  Reply int64(long value) {
    return int32((int) value).int32((int) (value >> Integer.SIZE));
  }

  Reply zeros(int count) {
    bytes.writeBytes(new byte[count]);
    return this;
  }

  Reply text(byte[] text) {
    bytes.writeBytes(text);
    return this;
  }

  void sendTo(OutputStream out) throws IOException {
    bytes.writeTo(out);
  }
}
