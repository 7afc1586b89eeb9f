package dev.meterfarm.agent.driver;

import java.util.List;

/** What a driver read from one profile; an immutable value with the driver's own settings in it. */
public interface DriverProfile {
  /** Name of the device, or of the kind of device. */
  String device();

  /** The targets that the profile declares, in the order of the file. */
  List<DeclaredTarget> targets();
}
