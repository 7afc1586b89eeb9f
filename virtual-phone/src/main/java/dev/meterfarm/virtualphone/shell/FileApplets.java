package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.files.Errno;
import dev.meterfarm.virtualphone.files.FileStat;
import dev.meterfarm.virtualphone.files.PhoneFileException;
import dev.meterfarm.virtualphone.files.PhoneFiles;
import dev.meterfarm.virtualphone.files.PhonePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Commands on files and folders. */
final class FileApplets {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private FileApplets() {}

  static void register(Map<String, Call.Applet> into) {
    into.put("ls", FileApplets::list);
    into.put("rm", FileApplets::remove);
    into.put("rmdir", call -> call.forEach(call.arguments(), f -> removeFolder(call, f)));
    into.put("mkdir", FileApplets::makeFolder);
    into.put("touch", FileApplets::touch);
    into.put("chmod", FileApplets::changeMode);
    into.put("chown", call -> 0);
    into.put("mv", call -> transfer(call, true));
    into.put("cp", call -> transfer(call, false));
    into.put("df", FileApplets::space);
    into.put("du", FileApplets::used);
    into.put("stat", FileApplets::stat);
    into.put("sha256sum", call -> digest(call, "SHA-256"));
    into.put("sha1sum", call -> digest(call, "SHA-1"));
    into.put("md5sum", call -> digest(call, "MD5"));
    into.put("realpath", FileApplets::realPath);
    into.put("readlink", FileApplets::realPath);
    into.put("pwd", call -> printLine(call, call.environment().folder()));
    into.put("basename", call -> printLine(call, PhonePath.name(call.argument(0))));
    into.put("dirname", call -> printLine(call, PhonePath.parent(call.argument(0))));
    into.put("mktemp", FileApplets::temporary);
    into.put("sync", call -> 0);
  }

  private static int printLine(Call call, String line) throws IOException {
    call.print(line + "\n");
    return 0;
  }

  private static List<String> files(Call call) {
    return call.arguments().stream().filter(a -> !a.startsWith("-")).toList();
  }

  private static boolean has(Call call, char option) {
    return call.arguments().stream()
        .anyMatch(a -> a.startsWith("-") && !a.startsWith("--") && a.indexOf(option) > 0);
  }

  private static int list(Call call) throws IOException, InterruptedException {
    List<String> files = files(call).isEmpty() ? List.of(".") : files(call);
    boolean isLong = has(call, 'l');
    return call.forEach(
        files,
        file -> {
          FileStat stat = call.phone().files().require(call.path(file));
          if (!stat.isDirectory() || has(call, 'd')) {
            call.print((isLong ? row(stat, file) : file) + "\n");
            return;
          }
          if (files.size() > 1) {
            call.print(file + ":\n");
          }
          if (isLong) {
            call.print("total 0\n");
          }
          for (String name : call.phone().files().list(call.path(file))) {
            FileStat of = call.phone().files().require(call.path(file + "/" + name));
            call.print((isLong ? row(of, name) : name) + "\n");
          }
        });
  }

  private static String row(FileStat stat, String name) {
    return "%s 1 shell shell %8d %s %s"
        .formatted(
            permissions(stat),
            stat.size(),
            WHEN.format(Instant.ofEpochSecond(stat.modifiedSeconds())),
            name);
  }

  private static String permissions(FileStat stat) {
    StringBuilder text = new StringBuilder(stat.isDirectory() ? "d" : "-");
    for (int bit = 8; bit >= 0; bit--) {
      boolean set = (stat.mode() >> bit & 1) != 0;
      text.append(set ? "xwr".charAt(bit % 3) : '-');
    }
    return text.toString();
  }

  private static int remove(Call call) throws IOException, InterruptedException {
    boolean force = has(call, 'f');
    boolean deep = has(call, 'r') || has(call, 'R');
    if (files(call).isEmpty()) {
      return force ? 0 : call.complain("Needs 1 argument (see \"rm --help\")");
    }
    return call.forEach(
        files(call),
        file -> {
          String path = call.path(file);
          if (call.phone().files().stat(path).isPresent()) {
            remove(call.phone().files(), path, deep);
          } else if (!force) {
            throw new PhoneFileException(Errno.ENOENT);
          }
        });
  }

  private static void remove(PhoneFiles files, String path, boolean deep)
      throws PhoneFileException {
    if (files.require(path).isDirectory()) {
      if (!deep) {
        throw new PhoneFileException(Errno.EISDIR);
      }
      for (String name : files.list(path)) {
        remove(files, path + "/" + name, true);
      }
    }
    files.remove(path);
  }

  private static void removeFolder(Call call, String file) throws PhoneFileException {
    String path = call.path(file);
    if (!call.phone().files().require(path).isDirectory()) {
      throw new PhoneFileException(Errno.ENOTDIR);
    }
    call.phone().files().remove(path);
  }

  private static int makeFolder(Call call) throws IOException, InterruptedException {
    boolean parents = has(call, 'p');
    return call.forEach(
        files(call),
        file -> {
          if (parents) {
            call.phone().files().makeFolders(call.path(file));
          } else {
            call.phone().files().makeFolder(call.path(file));
          }
        });
  }

  private static int touch(Call call) throws IOException, InterruptedException {
    return call.forEach(
        files(call),
        file -> {
          call.phone().files().write(call.path(file), true).close();
          call.phone().files().setModified(call.path(file), Instant.now().getEpochSecond());
        });
  }

  private static int changeMode(Call call) throws IOException, InterruptedException {
    List<String> words = call.arguments().stream().filter(a -> !a.matches("-[Rfv]+")).toList();
    if (words.size() < 2) {
      return call.complain("Needs 2 arguments (see \"chmod --help\")");
    }
    String mode = words.get(0);
    if (!mode.matches("[0-7]{3,4}|[ugoa]*[+-=][rwx]+")) {
      return call.complain("bad mode '" + mode + "'");
    }
    return call.forEach(
        words.subList(1, words.size()),
        file -> {
          String path = call.path(file);
          int before = call.phone().files().require(path).mode();
          call.phone().files().setMode(path, mode(mode, before));
        });
  }

  private static int mode(String text, int before) {
    if (text.matches("[0-7]+")) {
      return Integer.parseInt(text, 8) & 0777;
    }
    int at = 0;
    while ("+-=".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String who = text.substring(0, at);
    int bits = 0;
    for (char c : text.substring(at + 1).toCharArray()) {
      int bit = c == 'r' ? 4 : c == 'w' ? 2 : 1;
      bits |= who.isEmpty() || who.contains("a") || who.contains("u") ? bit << 6 : 0;
      bits |= who.isEmpty() || who.contains("a") || who.contains("g") ? bit << 3 : 0;
      bits |= who.isEmpty() || who.contains("a") || who.contains("o") ? bit : 0;
    }
    return text.charAt(at) == '-' ? before & ~bits : before | bits;
  }

  private static int transfer(Call call, boolean move) throws IOException, InterruptedException {
    List<String> words = files(call);
    if (words.size() < 2) {
      return call.complain("Needs 2 arguments");
    }
    String to = call.path(words.get(words.size() - 1));
    boolean intoFolder = call.phone().files().stat(to).filter(FileStat::isDirectory).isPresent();
    return call.forEach(
        words.subList(0, words.size() - 1),
        file -> {
          String from = call.path(file);
          String target = intoFolder ? to + "/" + PhonePath.name(from) : to;
          if (move) {
            call.phone().files().move(from, target);
          } else {
            copy(call.phone().files(), from, target);
          }
        });
  }

  private static void copy(PhoneFiles files, String from, String to) throws IOException {
    try (InputStream in = files.read(from);
        OutputStream out = files.write(to, false)) {
      in.transferTo(out);
    }
    files.setMode(to, files.require(from).mode());
  }

  private static int space(Call call) throws IOException {
    long total = call.phone().files().storage().capacity() / 1024;
    long free = call.phone().files().storage().free() / 1024;
    long used = total - free;
    if (has(call, 'h')) {
      call.print("Filesystem      Size  Used Avail Use% Mounted on\n");
      call.print(
          String.format(
              Locale.ROOT,
              "/dev/block/dm-5 %3.0fG %3.0fG %3.0fG %3d%% /data%n",
              total / 1048576.0,
              used / 1048576.0,
              free / 1048576.0,
              used * 100 / total));
      return 0;
    }
    call.print("Filesystem      1K-blocks      Used Available Use% Mounted on\n");
    call.print(
        "/dev/block/dm-5 %9d %9d %9d %3d%% /data%n"
            .formatted(total, used, free, used * 100 / total)
            .replace(System.lineSeparator(), "\n"));
    return 0;
  }

  private static int used(Call call) throws IOException, InterruptedException {
    return call.forEach(
        files(call).isEmpty() ? List.of(".") : files(call),
        file ->
            call.print(
                (size(call.phone().files(), call.path(file)) + 1023) / 1024 + "\t" + file + "\n"));
  }

  private static long size(PhoneFiles files, String path) throws PhoneFileException {
    FileStat stat = files.require(path);
    if (!stat.isDirectory()) {
      return stat.size();
    }
    long sum = 0;
    for (String name : files.list(path)) {
      sum += size(files, path + "/" + name);
    }
    return sum;
  }

  private static int stat(Call call) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(call.arguments());
    String format = "  File: %n\n  Size: %s\t Modify: %Y\nAccess: (%a)";
    if (!words.isEmpty() && words.get(0).equals("-c") && words.size() > 1) {
      format = words.get(1);
      words = words.subList(2, words.size());
    }
    String pattern = format;
    return call.forEach(
        words,
        file -> {
          FileStat of = call.phone().files().require(call.path(file));
          call.print(
              pattern
                      .replace("%s", Long.toString(of.size()))
                      .replace("%Y", Long.toString(of.modifiedSeconds()))
                      .replace("%a", Integer.toOctalString(of.mode() & 0777))
                      .replace("%n", file)
                  + "\n");
        });
  }

  private static int digest(Call call, String algorithm) throws IOException, InterruptedException {
    List<String> files = files(call).isEmpty() ? List.of("-") : files(call);
    boolean brief = has(call, 'b');
    return call.forEach(
        files,
        file -> {
          try {
            byte[] sum = MessageDigest.getInstance(algorithm).digest(call.content(file));
            call.print(HexFormat.of().formatHex(sum) + (brief ? "" : "  " + file) + "\n");
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
          }
        });
  }

  private static int realPath(Call call) throws IOException, InterruptedException {
    return call.forEach(
        files(call),
        file -> {
          call.phone().files().require(call.path(file));
          call.print(call.path(file) + "\n");
        });
  }

  private static int temporary(Call call) throws IOException {
    String path = "/data/local/tmp/tmp." + Long.toHexString(System.nanoTime());
    if (has(call, 'd')) {
      call.phone().files().makeFolder(path);
    } else {
      call.phone().files().write(path, false).close();
    }
    return printLine(call, path);
  }
}
