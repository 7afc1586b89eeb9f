package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import java.util.Optional;

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
  /** This machine may not use it over USB. */
  NO_PERMISSION,
  /** Not in Android: boot loader, recovery, update. */
  NOT_BOOTED,
  /** No profile is for it. */
  UNMATCHED,
  /** Another one with the same serial number was there first. */
  DUPLICATE,
  /** adb says it is there, but something does not work. */
  UNHEALTHY,
  /** Gone. */
  DISCONNECTED;

  /** What follows from what adb says of a phone; one that is online is to be prepared. */
  static PhoneState of(IDevice device) {
    IDevice.DeviceState state = device.getState();
    if (state == null) {
      return OFFLINE;
    }
    return switch (state) {
      case ONLINE -> PREPARING;
      case UNAUTHORIZED, AUTHORIZING -> UNAUTHORIZED;
      case DISCONNECTED -> DISCONNECTED;
      case OFFLINE -> OFFLINE;
      default -> NOT_BOOTED;
    };
  }

  /** What to do about a state that adb told of; empty for the others. */
  String remedy() {
    return switch (this) {
      case OFFLINE -> "replug it or run 'adb reconnect'; a phone over the network: 'adb connect'";
      case UNAUTHORIZED -> "unlock it and accept this machine's key in the dialog on its screen";
      case NO_PERMISSION ->
          "this machine may not use it over USB: add the udev rule that 'bin/agent devices --suggest'"
              + " prints, and replug it";
      case NOT_BOOTED -> "boot it into Android";
      case READY, PREPARING, UNMATCHED, DUPLICATE, UNHEALTHY, DISCONNECTED -> "";
    };
  }

  /**
   * What the server says of phones that nobody can use yet, in its words; ddmlib takes words that
   * it does not know for a phone that is offline.
   */
  static Optional<PhoneState> ofRefusal(String words) {
    if (words.equals("unauthorized")) {
      return Optional.of(UNAUTHORIZED);
    }
    return words.startsWith("no permissions") ? Optional.of(NO_PERMISSION) : Optional.empty();
  }

  /** True for a phone that measures, or is about to. */
  boolean isOpenOrOpening() {
    return this == READY || this == PREPARING;
  }
}
