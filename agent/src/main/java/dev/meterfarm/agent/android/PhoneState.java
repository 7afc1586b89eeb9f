package dev.meterfarm.agent.android;

/** What a phone is to the agent. */
enum PhoneState {
  /** Opened, serving its targets. */
  READY,
  /** Its tool is being pushed and tried. */
  PREPARING,
  /** Plugged in, but adb gets no answer. */
  OFFLINE,
  /** Its owner has not allowed this machine to debug it. */
  UNAUTHORIZED,
  /** Not in Android: boot loader, recovery, update. */
  NOT_BOOTED,
  /** No profile is for it. */
  UNMATCHED,
  /** Another one with the same serial number was there first. */
  DUPLICATE,
  /** adb says it is there, but something does not work. */
  UNHEALTHY,
  /** Gone. */
  DISCONNECTED
}
