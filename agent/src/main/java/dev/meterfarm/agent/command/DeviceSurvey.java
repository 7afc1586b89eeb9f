package dev.meterfarm.agent.command;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.profile.DeviceProfile;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.protocol.error.FarmException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks every driver what it sees, one after the other, so that one that cannot work hides nothing
 * of the others.
 */
final class DeviceSurvey {
  private final List<DeviceSighting> sightings = new ArrayList<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  private DeviceSurvey() {}

  /**
   * Opens and closes all devices of some drivers.
   *
   * @param drivers words of the drivers; empty for all
   */
  static DeviceSurvey take(Path folder, Set<String> drivers) {
    DeviceProfiles profiles = LocalAgent.profiles(folder);
    Map<String, Set<String>> targets = new LinkedHashMap<>();
    for (DeviceProfile profile : profiles.all()) {
      if (drivers.isEmpty() || drivers.contains(profile.driver())) {
        profile.targets().stream()
            .map(DeclaredTarget::name)
            .forEach(targets.computeIfAbsent(profile.driver(), w -> new TreeSet<>())::add);
      }
    }
    DeviceSurvey survey = new DeviceSurvey();
    targets.forEach(
        (driver, names) -> {
          try (LocalAgent agent = LocalAgent.open(profiles, WantedTargets.of(names))) {
            survey.sightings.addAll(agent.sightings());
          } catch (FarmException e) {
            survey.failures.put(driver, e.getMessage());
          }
        });
    return survey;
  }

  List<DeviceSighting> sightings() {
    return sightings;
  }

  /** Why drivers cannot work at all, by their words. */
  Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  /** True if everything that is plugged in can be used, and something is. */
  boolean isAllReady() {
    return failures.isEmpty()
        && !sightings.isEmpty()
        && sightings.stream().allMatch(of -> of.state().equals("ready"));
  }

  void print(PrintWriter out) {
    for (DeviceSighting of : sightings) {
      out.printf("%-28s %-12s %s%n", of.id(), of.state(), of.what());
      line(out, "profile", of.profile());
      line(out, "serves", String.join(", ", of.targets()));
      line(out, of.state().equals("ready") ? "note" : "because", of.reason());
    }
    failures.forEach(
        (driver, message) -> out.printf("%-28s %-12s %s%n", driver, "unusable", message));
    if (sightings.isEmpty() && failures.isEmpty()) {
      out.println("Nothing is connected.");
    }
  }

  private static void line(PrintWriter out, String what, String text) {
    if (!text.isEmpty()) {
      out.printf("    %-8s %s%n", what, text);
    }
  }
}
