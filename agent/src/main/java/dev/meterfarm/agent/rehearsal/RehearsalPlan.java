package dev.meterfarm.agent.rehearsal;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.virtualphone.device.PhoneModel;
import dev.meterfarm.virtualphone.tool.ToolVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to rehearse with.
 *
 * @param count how many phones
 * @param models their kinds, in turn
 * @param tool whose output their tool prints: {@code 2.4}, {@code 2.14} or {@code current}
 * @param firstPort the port of the first phone, the others follow; 0 for any that are free
 * @param folder where their files stay; empty for a folder that goes away with them
 * @param adbPort of the adb server
 * @param adb the program that starts a server where none runs; empty to look for it
 * @param mishapEvery how often something befalls each phone; empty for never
 * @param mishapLasting how long that lasts
 * @param seed of chance
 */
public record RehearsalPlan(
    int count,
    List<String> models,
    String tool,
    int firstPort,
    Optional<Path> folder,
    int adbPort,
    Optional<String> adb,
    Optional<Duration> mishapEvery,
    Duration mishapLasting,
    long seed) {
  /** More would not fit into the threads of a phone host. */
  public static final int MOST_PHONES = 64;

  private static final int HIGHEST_PORT = 65_535;

  public RehearsalPlan {
    models = List.copyOf(models);
    if (count < 1 || count > MOST_PHONES) {
      throw wrong("from 1 to " + MOST_PHONES + " phones can be rehearsed with, not " + count);
    }
    if (models.isEmpty()) {
      throw wrong("a kind of phone is needed: one of " + modelNames());
    }
    models.forEach(RehearsalPlan::model);
    if (ToolVersion.find(tool).isEmpty()) {
      throw wrong("the tool's versions are 2.4, 2.14 and current, not '" + tool + "'");
    }
    if (firstPort < 0 || firstPort + count - 1 > HIGHEST_PORT) {
      throw wrong("there are no " + count + " ports from " + firstPort + " on");
    }
    if (adbPort < 1 || adbPort > HIGHEST_PORT) {
      throw wrong("the adb server's port must be from 1 to 65535, not " + adbPort);
    }
    if (mishapEvery.isPresent() && mishapEvery.get().compareTo(Duration.ofMillis(1)) < 0) {
      throw wrong("mishaps need time between them, not " + mishapEvery.get());
    }
  }

  private static FarmException wrong(String what) {
    return new FarmException(ErrorCode.INVALID_REQUEST, what);
  }

  /** The kinds of phones that there are. */
  public static List<String> modelNames() {
    return PhoneModel.all().stream().map(PhoneModel::name).toList();
  }

  private static PhoneModel model(String name) {
    return PhoneModel.all().stream()
        .filter(of -> of.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> wrong("there is no phone '" + name + "' to rehearse with, only " + modelNames()));
  }

  /** The kind of the phone at this place, from 0. */
  PhoneModel modelAt(int place) {
    return model(models.get(place % models.size()));
  }

  ToolVersion toolVersion() {
    return ToolVersion.find(tool).orElseThrow();
  }

  int portAt(int place) {
    return firstPort == 0 ? 0 : firstPort + place;
  }
}
