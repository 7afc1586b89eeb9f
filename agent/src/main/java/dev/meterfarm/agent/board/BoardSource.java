package dev.meterfarm.agent.board;

import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.child.ReferenceModels;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.guard.DeviceReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** This machine under each profile that is for it. Opened once; nothing comes or goes. */
final class BoardSource implements DeviceSource {
  private final Map<String, BoardDevice> devices = new ConcurrentHashMap<>();
  private final List<DeviceSighting> unusable = new ArrayList<>();
  private final Map<String, String> profiles = new ConcurrentHashMap<>();

  private BoardSource() {}

  /** Opens what can be used, and remembers why the rest cannot. */
  static BoardSource open(
      List<BoardProfile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    BoardSource source = new BoardSource();
    try {
      BoardFacts facts = BoardFacts.ofThisMachine();
      for (BoardProfile profile : profiles) {
        source.add(profile, facts, wanted, scratch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmException(ErrorCode.CANCELLED, "interrupted while this machine was asked", e);
    }
    source.devices.values().forEach(listener::appeared);
    return source;
  }

  private void add(
      BoardProfile profile, BoardFacts facts, WantedTargets wanted, ScratchFolder scratch)
      throws InterruptedException {
    Optional<List<String>> reasons = profile.match().reasons(facts.traits());
    if (reasons.isEmpty()) {
      unusable.add(
          sighting(profile.device(), facts, "unmatched", "this machine is another one", ""));
      return;
    }
    String why =
        profile.device()
            + " ("
            + (reasons.get().isEmpty() ? "it is for any machine" : String.join(", ", reasons.get()))
            + ")";
    try {
      List<ModelFile> references = references(scratch);
      devices.put(profile.device(), BoardDevice.open(profile, facts, references, wanted::includes));
      profiles.put(profile.device(), why);
    } catch (FarmException e) {
      unusable.add(sighting(profile.device(), facts, "unhealthy", e.getMessage(), why));
    }
  }

  private static List<ModelFile> references(ScratchFolder scratch) {
    Path folder = scratch.newFolder();
    try {
      return ReferenceModels.writeAll(folder);
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "cannot write the reference models to " + folder, e);
    }
  }

  private static DeviceSighting sighting(
      String id, BoardFacts facts, String state, String reason, String profile) {
    return DeviceSighting.useless(id, "benchmark-model", facts.model(), state, reason, profile);
  }

  @Override
  public List<DeviceSighting> sightings() {
    List<DeviceSighting> sightings = new ArrayList<>();
    devices.values().forEach(device -> sightings.add(sighting(device)));
    sightings.addAll(unusable);
    return sightings;
  }

  private DeviceSighting sighting(BoardDevice device) {
    List<String> objections = List.of();
    String summary = "";
    try {
      DeviceReadings readings = device.readings();
      objections = device.objections(readings);
      summary = readings.summary();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new DeviceSighting(
        device.id().value(),
        "benchmark-model",
        device.targets().get(0).deviceClass(),
        objections.isEmpty() ? DeviceSighting.READY : "unfit",
        objections.isEmpty() ? summary : String.join("; ", objections),
        profiles.getOrDefault(device.id().value(), ""),
        device.targets(),
        device.leftOut(),
        device.tool(),
        "");
  }

  @Override
  public void close() {
    devices.values().forEach(BoardDevice::close);
  }
}
