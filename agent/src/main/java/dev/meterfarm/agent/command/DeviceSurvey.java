package dev.meterfarm.agent.command;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.profile.DeviceProfile;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.FarmException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks every driver what it sees, one after the other, so that one that cannot work hides nothing
 * of the others.
 */
final class DeviceSurvey {
  private final DeviceProfiles loaded;
  private final List<DeviceProfile> profiles = new ArrayList<>();
  private final Map<String, List<DeviceSighting>> sightings = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  private DeviceSurvey(DeviceProfiles loaded) {
    this.loaded = loaded;
  }

  /**
   * Opens and closes all devices of some drivers.
   *
   * @param drivers words of the drivers; empty for all
   */
  static DeviceSurvey take(Path folder, Set<String> drivers) {
    return of(LocalAgent.profiles(folder), drivers);
  }

  /** The same for profiles that are read already. */
  static DeviceSurvey of(DeviceProfiles profiles, Set<String> drivers) {
    DeviceSurvey survey = new DeviceSurvey(profiles);
    Map<String, Set<String>> targets = new LinkedHashMap<>();
    for (DeviceProfile profile : profiles.all()) {
      if (drivers.isEmpty() || drivers.contains(profile.driver())) {
        survey.profiles.add(profile);
        profile.targets().stream()
            .map(DeclaredTarget::name)
            .forEach(targets.computeIfAbsent(profile.driver(), w -> new TreeSet<>())::add);
      }
    }
    targets.forEach(survey::ask);
    return survey;
  }

  private void ask(String driver, Set<String> targets) {
    try (LocalAgent agent = LocalAgent.open(loaded, WantedTargets.anyOf(targets))) {
      sightings.put(driver, agent.sightings());
    } catch (FarmException e) {
      failures.put(driver, e.getMessage());
    }
  }

  /** Everything that is seen, also what cannot be used. */
  List<DeviceSighting> sightings() {
    return sightings.values().stream().flatMap(List::stream).toList();
  }

  /** Why drivers cannot work at all, by their words. */
  Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  /** True if everything that is plugged in can be used, and something is. */
  boolean isAllReady() {
    return failures.isEmpty()
        && !sightings().isEmpty()
        && sightings().stream().allMatch(DeviceSighting::isReady);
  }

  /** How the targets of the profiles fare, those that fare alike together. */
  List<TargetStatus> statuses() {
    List<TargetStatus> all = new ArrayList<>();
    for (DeviceProfile profile : profiles) {
      profile.targets().forEach(target -> add(status(profile, target), all));
    }
    return all;
  }

  private static void add(TargetStatus status, List<TargetStatus> all) {
    for (int i = 0; i < all.size(); i++) {
      Optional<TargetStatus> both = all.get(i).with(status);
      if (both.isPresent()) {
        all.set(i, both.get());
        return;
      }
    }
    all.add(status);
  }

  private TargetStatus status(DeviceProfile profile, DeclaredTarget target) {
    List<DeviceSighting> seen = sightings.getOrDefault(profile.driver(), List.of());
    for (boolean ready : new boolean[] {true, false}) {
      for (DeviceSighting of : seen) {
        Optional<String> deviceClass = servedAs(of, target);
        if (of.isReady() == ready && deviceClass.isPresent()) {
          return ready
              ? status(target, TargetStatus.READY, "on " + deviceClass.get())
              : status(target, TargetStatus.UNAVAILABLE, of.id() + " is unfit: " + of.reason());
        }
      }
    }
    if (failures.containsKey(profile.driver())) {
      return status(target, TargetStatus.UNAVAILABLE, failures.get(profile.driver()));
    }
    for (DeviceSighting of : seen) {
      if (of.unavailable().containsKey(target.name())) {
        return status(target, TargetStatus.UNAVAILABLE, of.unavailable().get(target.name()));
      }
      if (of.id().equals(profile.device())) {
        return of.isReady()
            ? status(target, TargetStatus.UNAVAILABLE, of.id() + " lacks what it takes")
            : status(target, TargetStatus.NO_DEVICE, of.reason());
      }
    }
    return status(
        target, TargetStatus.NO_DEVICE, "connect one that profile " + profile.device() + " is for");
  }

  /** The class of device as which something serves a target. */
  private static Optional<String> servedAs(DeviceSighting of, DeclaredTarget target) {
    return of.serving().stream()
        .filter(serving -> serving.name().equals(target.name()))
        .map(TargetDescription::deviceClass)
        .findFirst();
  }

  private static TargetStatus status(DeclaredTarget target, String state, String what) {
    return new TargetStatus(List.of(target.name()), state, what, target.neverRunOn());
  }

  void print(PrintWriter out) {
    for (DeviceSighting of : sightings()) {
      out.printf("%-28s %-12s %s%n", of.id(), of.state(), of.what());
      line(out, "profile", of.profile());
      line(out, "serves", String.join(", ", of.targets()));
      line(out, "tool", of.tool());
      line(out, of.isReady() ? "note" : "because", of.reason());
    }
    failures.forEach(
        (driver, message) -> out.printf("%-28s %-12s %s%n", driver, "unusable", message));
    if (sightings().isEmpty() && failures.isEmpty()) {
      out.println("Nothing is connected.");
    }
  }

  /** A line for each of {@link #statuses()}. */
  void printTargets(PrintWriter out) {
    out.printf("%nTargets:%n");
    for (TargetStatus of : statuses()) {
      out.printf("  %-12s %s%n", of.state(), of.text());
    }
  }

  private static void line(PrintWriter out, String what, String text) {
    if (!text.isEmpty()) {
      out.printf("    %-8s %s%n", what, text);
    }
  }
}
