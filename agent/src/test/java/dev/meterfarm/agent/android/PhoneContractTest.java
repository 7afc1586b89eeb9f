package dev.meterfarm.agent.android;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceContract;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.testkit.adb.RealAdb;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A phone keeps to what is asked of every device. */
@Tag("adb")
class PhoneContractTest extends DeviceContract {
  @TempDir private static Path folder;
  private PhoneFarmForTests farm;

  @Override
  protected Device open(ScratchFolder scratch) {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    farm = PhoneFarmForTests.start(folder);
    farm.plugIn(PhoneModel.pixel4(), "CONTRACT");
    farm.drive(
        """
        device: contract
        health: {most-load: 1000}
        targets:
          contract-cpu: {cluster: big}
        """);
    return farm.ready("CONTRACT");
  }

  @Override
  protected String target() {
    return "contract-cpu";
  }

  @AfterAll
  void unplug() {
    if (farm != null) {
      farm.close();
    }
  }
}
