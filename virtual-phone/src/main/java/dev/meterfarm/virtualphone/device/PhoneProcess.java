package dev.meterfarm.virtualphone.device;

import java.util.List;
import java.util.Optional;

/**
 * A process of the phone: a number, a name, the cores that it may use, and a thread of ours that
 * does its work. A signal reaches it as an interrupt of that thread, and runs its killer first,
 * which ends what an interrupt cannot reach.
 */
public final class PhoneProcess {
  private final int pid;
  private final int parent;
  private final Thread thread;
  private volatile List<String> command;
  private volatile long affinity;
  private volatile Runnable killer = () -> {};
  private int signal;
  private boolean ended;

  PhoneProcess(int pid, int parent, Thread thread, List<String> command, long affinity) {
    this.pid = pid;
    this.parent = parent;
    this.thread = thread;
    this.command = List.copyOf(command);
    this.affinity = affinity;
  }

  public int pid() {
    return pid;
  }

  public int parent() {
    return parent;
  }

  public List<String> command() {
    return command;
  }

  /** The program that it runs now is another one: it was exec'd. */
  public void become(List<String> other) {
    command = List.copyOf(other);
  }

  /** The cores that it may use, as a mask. */
  public long affinity() {
    return affinity;
  }

  public void affinity(long mask) {
    affinity = mask;
  }

  /** What ends its work where an interrupt is not enough; runs on the thread that signals. */
  public void killedBy(Runnable action) {
    boolean already;
    synchronized (this) {
      killer = action;
      already = signal != 0;
    }
    if (already) {
      action.run();
    }
  }

  /** Ends it with a signal; nothing happens to one that has ended, or is being ended. */
  public void signal(int number) {
    synchronized (this) {
      if (ended || signal != 0) {
        return;
      }
      signal = number;
      thread.interrupt();
    }
    killer.run();
  }

  /** The signal that it was ended with. */
  public synchronized Optional<Integer> endedBy() {
    return signal == 0 ? Optional.empty() : Optional.of(signal);
  }

  /** Called by its thread: from here on no signal interrupts that thread any more. */
  synchronized void end() {
    ended = true;
    if (signal != 0) {
      Thread.interrupted(); // Meant for this process, and done with.
    }
  }
}
