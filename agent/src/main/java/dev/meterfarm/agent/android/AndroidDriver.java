package dev.meterfarm.agent.android;

import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import java.util.List;

/** Drives Android phones: TFLite's benchmark_model, run over adb. */
public final class AndroidDriver implements Driver<AndroidProfile> {
  @Override
  public String word() {
    return "android";
  }

  @Override
  public AndroidProfile read(ProfileReading reading) {
    return AndroidProfile.read(reading);
  }

  @Override
  public DeviceSource open(
      List<AndroidProfile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    return PhoneSource.open(profiles, wanted, scratch, listener);
  }
}
