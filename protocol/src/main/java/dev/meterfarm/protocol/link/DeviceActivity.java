package dev.meterfarm.protocol.link;

/** What a device is doing, as its agent sees it. */
public enum DeviceActivity {
  /** Nothing runs on it, and nothing waits for it. */
  IDLE,
  /** It runs a job, or is about to. */
  BUSY
}
