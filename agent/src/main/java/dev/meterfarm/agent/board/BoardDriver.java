package dev.meterfarm.agent.board;

import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import java.util.List;

/** Drives the machine that the agent runs on through a benchmark_model of the lab's. */
public final class BoardDriver implements Driver<BoardProfile> {
  @Override
  public String word() {
    return "benchmark-model";
  }

  @Override
  public BoardProfile read(ProfileReading reading) {
    return BoardProfile.read(reading);
  }

  @Override
  public DeviceSource open(
      List<BoardProfile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    return BoardSource.open(profiles, wanted, scratch, listener);
  }
}
