package dev.meterfarm.virtualphone.service;

import dev.meterfarm.virtualphone.adb.AdbService;
import dev.meterfarm.virtualphone.shell.Phone;
import dev.meterfarm.virtualphone.shell.ShellSession;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The services of a phone, by the names that adb has for them. */
public final class PhoneServices implements AdbService.Directory {
  private final Phone phone;

  public PhoneServices(Phone phone) {
    this.phone = phone;
  }

  @Override
  public Optional<AdbService> find(String name) {
    int colon = name.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    List<String> words = List.of(name.substring(0, colon).split(","));
    String rest = name.substring(colon + 1);
    return switch (words.get(0)) {
      case "shell" -> Optional.of(shell(words, rest));
      case "exec" -> Optional.of(new ShellService(new ShellSession(phone), rest, false, false));
      case "sync" -> Optional.of(new SyncService(phone.files()));
      case "reboot" -> Optional.of(stream -> phone.control().reboot());
      case "root", "remount" ->
          Optional.of(
              stream ->
                  stream
                      .out()
                      .write(
                          "adbd cannot run as root in production builds\n"
                              .getBytes(StandardCharsets.UTF_8)));
      default -> Optional.empty();
    };
  }

  private AdbService shell(List<String> words, String line) {
    boolean second = words.contains("v2") && phone.state().model().abilities().shellV2();
    boolean terminal = second ? words.contains("pty") : line.isBlank();
    return new ShellService(new ShellSession(phone), line, second, terminal);
  }
}
