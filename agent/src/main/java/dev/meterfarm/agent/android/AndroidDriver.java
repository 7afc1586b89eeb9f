package dev.meterfarm.agent.android;

import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceNames;
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

  /** A phone is known by its serial, wherever it is plugged in. */
  @Override
  public DeviceNames.Part part() {
    return DeviceNames.Part.NOTHING;
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
