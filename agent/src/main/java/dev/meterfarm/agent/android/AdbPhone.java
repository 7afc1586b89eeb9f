package dev.meterfarm.agent.android;

import com.android.ddmlib.AdbCommandRejectedException;
import com.android.ddmlib.AdbHelper;
import com.android.ddmlib.AndroidDebugBridge;
import com.android.ddmlib.IDevice;
import com.android.ddmlib.TimeoutException;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.protocol.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One phone that the adb server knows. Every command has a hard deadline and an exit status: by the
 * second shell protocol where the phone has it, by a marker behind the output otherwise. Safe for
 * use from many threads.
 */
final class AdbPhone {
  private static final int MOST_OUTPUT = 64 << 20;
  private static final int PACKET_HEADER = 5;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int EXIT = 3;
  private static final Pattern STATUS = Pattern.compile("\\r?\\n?@@STATUS=(\\d{1,3})\\s*$");
  private static final String ASK_STATUS = "\necho \"\n@@STATUS=$?\"";

  /** What any push may take, and how many bytes a second the slowest link carries. */
  private static final Duration PUSH = Duration.ofSeconds(30);

  private static final long SLOWEST_LINK = 1 << 20;

  /** What is said over a channel on which a service of the phone was opened. */
  @FunctionalInterface
  private interface Talk<T> {
    T over(SocketChannel channel) throws IOException;
  }

  private final IDevice device;
  private final boolean hasShellV2;
  private final ScheduledExecutorService deadlines;
  private final Leftovers leftovers;

  /**
   * A phone.
   *
   * @param leftovers of earlier jobs on it
   */
  AdbPhone(IDevice device, ScheduledExecutorService deadlines, Leftovers leftovers) {
    this.device = device;
    this.deadlines = deadlines;
    this.leftovers = leftovers;
    this.hasShellV2 = device.supportsFeature(IDevice.Feature.SHELL_V2);
  }

  /** The name by which adb knows it. */
  String serial() {
    return device.getSerialNumber();
  }

  /** What jobs could not remove from it. */
  Leftovers leftovers() {
    return leftovers;
  }

  boolean isOnline() {
    return device.getState() == IDevice.DeviceState.ONLINE;
  }

  /** Runs a command line of the phone's shell. */
  ShellAnswer shell(String command, Duration deadline) throws InterruptedException {
    return shell(command, deadline, new StringBuilder());
  }

  /**
   * Runs a command line of the phone's shell.
   *
   * @param transcript gets the output as it comes, also of a command that does not end
   * @throws DeviceException with DEVICE_LOST if the phone went, RUN_TIMED_OUT at the deadline; the
   *     command may still run on the phone then
   */
  ShellAnswer shell(String command, Duration deadline, StringBuilder transcript)
      throws InterruptedException {
    return talk(
        hasShellV2 ? "shell,v2,raw:" + command : "shell:" + command + ASK_STATUS,
        "a command",
        deadline,
        channel -> hasShellV2 ? readPackets(channel, transcript) : readMerged(channel, transcript));
  }

  /**
   * Opens a service of the phone and talks to it, for so long at the most. The channel blocks: with
   * one that does not, ddmlib looks for an answer every five milliseconds.
   */
  private <T> T talk(String service, String what, Duration deadline, Talk<T> talk)
      throws InterruptedException {
    try (SocketChannel channel = AndroidDebugBridge.openConnection()) {
      channel.configureBlocking(true);
      // Told before the channel closes: who reads it wakes up before the alarm counts as done.
      AtomicBoolean isLate = new AtomicBoolean();
      ScheduledFuture<?> alarm =
          deadlines.schedule(
              () -> {
                isLate.set(true);
                closeQuietly(channel);
              },
              deadline.toNanos(),
              TimeUnit.NANOSECONDS);
      try {
        request(channel, service);
        return talk.over(channel);
      } catch (ClosedByInterruptException e) {
        Thread.interrupted();
        throw new InterruptedException(what + " on " + serial() + " was interrupted");
      } catch (IOException | TimeoutException e) {
        if (isLate.get()) {
          throw new DeviceException(
              ErrorCode.RUN_TIMED_OUT,
              what + " on phone " + serial() + " took longer than " + deadline,
              e);
        }
        throw lost(e.getMessage(), e);
      } finally {
        alarm.cancel(false);
      }
    } catch (AdbCommandRejectedException | IOException e) {
      throw lost(e.getMessage(), e);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Closed is what it should be.
      return;
    }
  }

  private DeviceException lost(String why, Exception cause) {
    return new DeviceException(
        ErrorCode.DEVICE_LOST, "phone " + serial() + " does not answer: " + why, cause);
  }

  private void request(SocketChannel channel, String service)
      throws IOException, TimeoutException, AdbCommandRejectedException {
    AdbHelper.setDevice(channel, device);
    AdbHelper.write(channel, AdbHelper.formAdbRequest(service));
    AdbHelper.AdbResponse response = AdbHelper.readAdbResponse(channel, false);
    if (!response.okay) {
      throw new IOException("adb refused: " + response.message);
    }
  }

  private ShellAnswer readPackets(SocketChannel channel, StringBuilder transcript)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ByteBuffer header = ByteBuffer.allocate(PACKET_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    while (true) {
      header.clear();
      readFully(channel, header);
      int id = header.get(0);
      int length = header.getInt(1);
      if (length < 0 || length > MOST_OUTPUT - out.size() - err.size()) {
        throw new IOException("a command said more than " + (MOST_OUTPUT >> 20) + " MB");
      }
      ByteBuffer data = ByteBuffer.allocate(length);
      readFully(channel, data);
      switch (id) {
        case STDOUT -> {
          out.write(data.array());
          transcript.append(new String(data.array(), StandardCharsets.UTF_8));
        }
        case STDERR -> err.write(data.array());
        case EXIT -> {
          if (length < 1) {
            throw new IOException("a command ended without its exit code");
          }
          return new ShellAnswer(
              out.toString(StandardCharsets.UTF_8),
              err.toString(StandardCharsets.UTF_8),
              data.get(0) & 0xff);
        }
        default -> throw new IOException("a shell packet of unknown kind " + id);
      }
    }
  }

  /** Reads until a buffer is full. */
  static void readFully(SocketChannel channel, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new IOException("the connection ended in the middle of a command");
      }
    }
  }

  private static ShellAnswer readMerged(SocketChannel channel, StringBuilder transcript)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    while (channel.read(chunk) >= 0) {
      if (out.size() > MOST_OUTPUT) {
        throw new IOException("a command said more than " + (MOST_OUTPUT >> 20) + " MB");
      }
      out.write(chunk.array(), 0, chunk.position());
      transcript.append(new String(chunk.array(), 0, chunk.position(), StandardCharsets.UTF_8));
      chunk.clear();
    }
    String text = out.toString(StandardCharsets.UTF_8);
    Matcher status = STATUS.matcher(text);
    if (!status.find()) {
      throw new IOException("the connection ended in the middle of a command");
    }
    return new ShellAnswer(
        text.substring(0, status.start()), "", Integer.parseInt(status.group(1)));
  }

  /**
   * Pushes files in one session.
   *
   * @throws DeviceException with DEVICE_UNFIT if the phone does not take one, DEVICE_LOST if it
   *     went or is too slow
   */
  void push(List<Push> files) throws InterruptedException {
    if (files.isEmpty()) {
      return;
    }
    long bytes = files.stream().mapToLong(Push::bytes).sum();
    try {
      talk(
          "sync:",
          "a push",
          PUSH.plusSeconds(bytes / SLOWEST_LINK),
          channel -> {
            for (Push file : files) {
              file.over(channel);
            }
            Push.quit(channel);
            return true;
          });
    } catch (DeviceException e) {
      if (e.getCause() instanceof Push.RefusedException) {
        throw new DeviceException(
            ErrorCode.DEVICE_UNFIT,
            "phone " + serial() + " takes no files: " + e.getCause().getMessage(),
            e);
      }
      throw e.code() == ErrorCode.RUN_TIMED_OUT ? lost(e.getMessage(), e) : e;
    }
  }

  void reboot() throws InterruptedException {
    try {
      device.reboot(null);
    } catch (IOException | TimeoutException | AdbCommandRejectedException e) {
      throw lost("it does not reboot: " + e.getMessage(), e);
    }
  }
}
