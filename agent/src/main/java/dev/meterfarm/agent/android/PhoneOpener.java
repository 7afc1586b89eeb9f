package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.protocol.error.FarmException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a phone is, which profile is for it, and puts on it what it takes. Every failure
 * becomes a state with a reason. Safe for use from many threads.
 */
final class PhoneOpener {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneOpener.class);
  private static final String NO_ANSWER =
      "adb calls it a device, but it does not answer; reboot it: ";

  /** Who asks for a phone to be opened, and knows the others. */
  interface Owner {
    /** What is known of the phone from before, if it has been here. */
    Optional<PhoneFacts> knownFacts();

    /**
     * Notes what a phone is.
     *
     * @return where phones with its serial number are, if it is not the only one
     */
    Optional<String> note(PhoneFacts facts, Optional<ProfileChoice> choice);

    /** The phone was ready, and answers nothing any more. */
    void fellSilent(String why);
  }

  /**
   * What became of it.
   *
   * @param device there if the state is READY
   */
  record Opened(PhoneState state, String reason, Optional<PhoneDevice> device) {
    static Opened not(PhoneState state, String reason) {
      return new Opened(state, reason, Optional.empty());
    }
  }

  private final PhoneInstaller installer;
  private final ScheduledExecutorService deadlines;
  private final PowerCycle powerCycle = new PowerCycle();

  /**
   * An opener.
   *
   * @param deadlines ends what takes too long on a phone
   */
  PhoneOpener(PhoneInstaller installer, ScheduledExecutorService deadlines) {
    this.installer = installer;
    this.deadlines = deadlines;
  }

  /** Opens a phone that adb calls a device; takes seconds. */
  Opened open(IDevice handle, Leftovers leftovers, Owner owner) {
    try {
      AdbPhone phone = new AdbPhone(handle, deadlines, leftovers);
      PhoneFacts facts = survey(phone, owner);
      leftovers.remove(phone);
      Optional<ProfileChoice> choice = installer.choose(facts);
      Optional<String> twins = owner.note(facts, choice);
      if (twins.isPresent()) {
        return Opened.not(
            PhoneState.DUPLICATE,
            "its serial number is there twice: " + twins.get() + "; unplug one");
      }
      if (choice.isEmpty()) {
        return Opened.not(
            PhoneState.UNMATCHED, "no profile is for it: see 'agent devices --suggest'");
      }
      PhoneDevice device =
          installer.install(phone, facts, choice.get().profile(), owner::fellSilent);
      return new Opened(PhoneState.READY, "", Optional.of(device));
    } catch (FarmException e) {
      return Opened.not(PhoneState.UNHEALTHY, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Opened.not(PhoneState.UNHEALTHY, "the agent stops");
    } catch (RuntimeException e) {
      LOG.error("Phone {} cannot be opened", handle.getSerialNumber(), e);
      return Opened.not(PhoneState.UNHEALTHY, e.toString());
    }
  }

  /** What is said of a phone that adb calls a device and that does not answer. */
  static String noAnswer(String why) {
    return NO_ANSWER + why;
  }

  /** A phone that does not answer at all is taken its power, if its profile knows how. */
  private PhoneFacts survey(AdbPhone phone, Owner owner) throws InterruptedException {
    try {
      return installer.survey(phone);
    } catch (DeviceException e) {
      PhoneFacts known = owner.knownFacts().orElseGet(() -> PhoneFacts.unknown(phone.serial()));
      Optional<ProfileChoice> choice = installer.choose(known);
      if (choice.isPresent()) {
        powerCycle.tryRun(choice.get().profile(), known);
      }
      throw new DeviceException(e.code(), noAnswer(e.getMessage()), e);
    }
  }
}
