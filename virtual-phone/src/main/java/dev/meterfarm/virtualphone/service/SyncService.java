package dev.meterfarm.virtualphone.service;

import dev.meterfarm.virtualphone.adb.AdbService;
import dev.meterfarm.virtualphone.adb.AdbStream;
import dev.meterfarm.virtualphone.files.FileStat;
import dev.meterfarm.virtualphone.files.PhoneFileException;
import dev.meterfarm.virtualphone.files.PhoneFiles;
import dev.meterfarm.virtualphone.files.PhonePath;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Files over adb: stat, list, send and receive, in both forms. */
final class SyncService implements AdbService {
  private static final int MOST_PATH = 1024;
  private static final int MOST_DATA = 64 * 1024;
  private static final int STAT2_BYTES = 68;
  private static final int DEVICE = 0xfd05;
  private static final int SHELL_USER = 2000;
  private static final int NO_COMPRESSION = 0;

  private final PhoneFiles files;

  SyncService(PhoneFiles files) {
    this.files = files;
  }

  @Override
  public void serve(AdbStream stream) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(stream.in(), MOST_DATA));
    OutputStream out = new BufferedOutputStream(stream.out(), MOST_DATA + 8);
    while (true) {
      String request;
      try {
        request = word(in);
      } catch (EOFException e) {
        return; // The other end closed the stream instead of saying QUIT.
      }
      int length = number(in);
      if (length < 0 || length > MOST_PATH) {
        fail(out, "path too long");
        return;
      }
      String path = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (request.equals("QUIT")) {
        return;
      }
      if (!handle(request, path, in, out)) {
        fail(out, "unknown command '" + request + "'");
        return;
      }
      out.flush();
    }
  }

  private boolean handle(String request, String path, DataInputStream in, OutputStream out)
      throws IOException {
    switch (request) {
      case "STAT" -> stat(path, out);
      case "STA2", "LST2" -> stat2(request, path, out);
      case "LIST" -> list(path, false, out);
      case "LIS2" -> list(path, true, out);
      case "SEND" -> {
        int comma = path.lastIndexOf(',');
        String mode = comma < 0 ? "" : path.substring(comma + 1);
        receive(
            comma < 0 ? path : path.substring(0, comma),
            mode.matches("\\d{1,9}") ? Integer.parseInt(mode) : 0644,
            in,
            out);
      }
      case "SND2" -> {
        word(in);
        int mode = number(in);
        if (number(in) == NO_COMPRESSION) {
          receive(path, mode, in, out);
        } else {
          discard(in);
          fail(out, "compression is not supported");
        }
      }
      case "RECV" -> send(path, out);
      case "RCV2" -> {
        word(in);
        if (number(in) == NO_COMPRESSION) {
          send(path, out);
        } else {
          fail(out, "compression is not supported");
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static String word(DataInputStream in) throws IOException {
    byte[] word = new byte[4];
    in.readFully(word);
    return new String(word, StandardCharsets.US_ASCII);
  }

  private static int number(DataInputStream in) throws IOException {
    return Integer.reverseBytes(in.readInt());
  }

  private static void fail(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    new Reply("FAIL").int32(bytes.length).text(bytes).sendTo(out);
    out.flush();
  }

  private static String absolute(String path) {
    return PhonePath.resolve("/", path);
  }

  private void stat(String path, OutputStream out) throws IOException {
    Reply reply = new Reply("STAT");
    try {
      put(reply, files.require(absolute(path))).sendTo(out);
    } catch (PhoneFileException e) {
      reply.zeros(12).sendTo(out); // The first form has no room for the reason.
    }
  }

  private static Reply put(Reply reply, FileStat of) {
    return reply.int32(of.mode()).int32((int) of.size()).int32((int) of.modifiedSeconds());
  }

  private void stat2(String request, String path, OutputStream out) throws IOException {
    Reply reply = new Reply(request);
    try {
      put2(reply, files.require(absolute(path))).sendTo(out);
    } catch (PhoneFileException e) {
      reply.int32(e.errno().number()).zeros(STAT2_BYTES - 4).sendTo(out);
    }
  }

  private static Reply put2(Reply reply, FileStat of) {
    return reply
        .int32(0)
        .int64(DEVICE)
        .int64(1)
        .int32(of.mode())
        .int32(1)
        .int32(SHELL_USER)
        .int32(SHELL_USER)
        .int64(of.size())
        .int64(of.modifiedSeconds())
        .int64(of.modifiedSeconds())
        .int64(of.modifiedSeconds());
  }

  private void list(String path, boolean second, OutputStream out) throws IOException {
    String folder = absolute(path);
    if (files.stat(folder).filter(FileStat::isDirectory).isPresent()) {
      for (String name : files.list(folder)) {
        Optional<FileStat> stat = files.stat(absolute(folder + "/" + name));
        if (stat.isPresent()) { // It may have been removed meanwhile.
          byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
          Reply entry =
              second ? put2(new Reply("DNT2"), stat.get()) : put(new Reply("DENT"), stat.get());
          entry.int32(bytes.length).text(bytes).sendTo(out);
        }
      }
    }
    new Reply("DONE").zeros(second ? STAT2_BYTES + 4 : 16).sendTo(out);
  }

  /** Writes what the other end sends; what fails is told after it has sent all. */
  private void receive(String path, int mode, DataInputStream in, OutputStream out)
      throws IOException {
    String target = absolute(path);
    String problem = "";
    OutputStream file = OutputStream.nullOutputStream();
    try {
      file = create(target);
    } catch (PhoneFileException e) {
      problem = "couldn't create file: " + e.getMessage();
    }
    int modified;
    try (OutputStream to = file) {
      String word = word(in);
      while (word.equals("DATA")) {
        byte[] data = chunk(in);
        if (problem.isEmpty()) {
          problem = write(to, data);
        }
        word = word(in);
      }
      if (!word.equals("DONE")) {
        throw new IOException("'" + word + "' instead of DATA or DONE");
      }
      modified = number(in);
    }
    if (problem.isEmpty()) {
      int user = (mode >> 6) & 7;
      files.setMode(target, (mode & 0777) | (user << 3) | user);
      files.setModified(target, Integer.toUnsignedLong(modified));
      new Reply("OKAY").int32(0).sendTo(out);
    } else {
      fail(out, problem);
    }
  }

  private static byte[] chunk(DataInputStream in) throws IOException {
    int length = number(in);
    if (length < 0 || length > MOST_DATA) {
      throw new IOException("a piece of " + length + " bytes, but at most " + MOST_DATA + " fit");
    }
    byte[] data = new byte[length];
    in.readFully(data);
    return data;
  }

  private static String write(OutputStream to, byte[] data) throws IOException {
    try {
      to.write(data);
      return "";
    } catch (PhoneFileException e) {
      return "write failed: " + e.getMessage();
    }
  }

  private static void discard(DataInputStream in) throws IOException {
    while (word(in).equals("DATA")) {
      chunk(in);
    }
    number(in);
  }

  private OutputStream create(String target) throws PhoneFileException {
    files.makeFolders(PhonePath.parent(target));
    Optional<FileStat> old = files.stat(target);
    if (old.isPresent() && !old.get().isDirectory()) {
      files.remove(target);
    }
    return files.write(target, false);
  }

  private void send(String path, OutputStream out) throws IOException {
    try (InputStream in = files.read(absolute(path))) {
      byte[] data = new byte[MOST_DATA];
      for (int count = in.read(data); count >= 0; count = in.read(data)) {
        new Reply("DATA").int32(count).sendTo(out);
        out.write(data, 0, count);
      }
      new Reply("DONE").int32(0).sendTo(out);
    } catch (PhoneFileException e) {
      fail(out, "open failed: " + e.getMessage());
    }
  }
}
