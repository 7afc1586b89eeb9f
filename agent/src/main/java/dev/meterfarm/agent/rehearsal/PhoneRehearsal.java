package dev.meterfarm.agent.rehearsal;

import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.virtualphone.Misfortune;
import dev.meterfarm.virtualphone.PhoneControl;
import dev.meterfarm.virtualphone.PhoneHost;
import dev.meterfarm.virtualphone.PhoneSettings;
import dev.meterfarm.virtualphone.VirtualPhone;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Virtual phones that the adb server of this machine is connected to.
 *
 * <ol>
 *   <li>{@link #start} switches the phones on, starts an adb server where none runs, and has it
 *       connect.
 *   <li>{@link #say} scripts them.
 *   <li>{@link #close} has the server forget them, and stops the server if this rehearsal started
 *       it and it knows no other phone.
 * </ol>
 *
 * <p>May be closed by any thread, at any time, more than once.
 */
public final class PhoneRehearsal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneRehearsal.class);

  /** A phone, as a person is told of it. */
  public record Sight(String address, String model, String serial, String android) {}

  private final RehearsalPlan plan;
  private final LocalAdb adb;
  private final PhoneHost host = new PhoneHost();
  private final ScratchFolder scratch = ScratchFolder.open();
  private final List<VirtualPhone> phones = new ArrayList<>();
  private Optional<Misfortune> misfortune = Optional.empty();
  private boolean startedServer;
  private boolean closed;

  public PhoneRehearsal(RehearsalPlan plan) {
    this.plan = plan;
    this.adb = new LocalAdb(plan.adbPort(), plan.adb());
  }

  /**
   * Begins.
   *
   * @param news told in one line of each mishap
   * @throws FarmException if there is no adb, a port is taken, or no server connects
   */
  public synchronized void start(Consumer<String> news) throws InterruptedException {
    if (closed) {
      throw new FarmException(ErrorCode.CANCELLED, "the rehearsal was stopped");
    }
    if (!adb.isRunning()) {
      adb.start();
      startedServer = true;
    }
    for (int i = 0; i < plan.count(); i++) {
      phones.add(switchOn(i));
    }
    phones.forEach(phone -> adb.connect(phone.address()));
    misfortune =
        plan.mishapEvery()
            .map(
                every ->
                    Misfortune.begin(
                        phones,
                        every,
                        plan.mishapLasting(),
                        plan.seed(),
                        (place, words) -> news.accept("phone " + (place + 1) + ": " + words)));
  }

  private VirtualPhone switchOn(int place) {
    String serial = "VIRTUAL-" + (place + 1);
    Path root = plan.folder().map(at -> at.resolve(serial)).orElseGet(scratch::newFolder);
    try {
      return host.start(
          PhoneSettings.of(plan.modelAt(place), serial, root)
              .onPort(plan.portAt(place))
              .withTool(plan.toolVersion()));
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.LINK_FAILED,
          "virtual phone " + serial + " does not start: " + e.getMessage(),
          e);
    }
  }

  /** The phones, in order. */
  public synchronized List<Sight> phones() {
    List<Sight> sights = new ArrayList<>();
    for (VirtualPhone phone : phones) {
      PhoneModel model = phone.state().model();
      sights.add(
          new Sight(
              phone.address(),
              model.properties().get("ro.product.model"),
              phone.state().property("ro.serialno"),
              model.properties().get("ro.build.version.release")));
    }
    return sights;
  }

  /** True if no adb server ran before. */
  public synchronized boolean hasStartedServer() {
    return startedServer;
  }

  /**
   * Scripts a phone.
   *
   * @param place of the phone, from 1
   * @return what it says
   * @throws IllegalArgumentException with what is wrong about the words
   */
  public String say(int place, List<String> words) {
    VirtualPhone phone;
    synchronized (this) {
      if (place < 1 || place > phones.size()) {
        throw new IllegalArgumentException(
            "there is no phone " + place + ", only 1 to " + phones.size());
      }
      phone = phones.get(place - 1);
    }
    return new PhoneControl(phone).execute(words);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    misfortune.ifPresent(Misfortune::close);
    try {
      if (adb.isRunning()) {
        phones.forEach(phone -> adb.disconnect(phone.address()));
        if (startedServer && adb.devices().isEmpty()) {
          adb.stop();
        }
      }
    } catch (FarmException e) {
      LOG.warn("The adb server was not told that the phones go: {}", e.getMessage());
    } finally {
      host.close();
      scratch.close();
    }
  }
}
