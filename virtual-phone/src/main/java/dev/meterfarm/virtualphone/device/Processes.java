package dev.meterfarm.virtualphone.device;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The processes that run on a phone. */
public final class Processes {
  private static final int FIRST = 4000;
  private static final int LAST = 32767;

  private final Map<Integer, PhoneProcess> running = new ConcurrentSkipListMap<>();
  private int last = FIRST;

  /**
   * Starts a process whose work the calling thread does.
   *
   * @param parent the number of its parent
   * @param affinity the cores that it may use, as a mask
   */
  public synchronized PhoneProcess start(int parent, List<String> command, long affinity) {
    do {
      last = last == LAST ? FIRST : last + 1;
    } while (running.containsKey(last));
    PhoneProcess process =
        new PhoneProcess(last, parent, Thread.currentThread(), command, affinity);
    running.put(last, process);
    return process;
  }

  /** Called by its thread when its work is done. */
  public void end(PhoneProcess process) {
    process.end();
    running.remove(process.pid());
  }

  public Optional<PhoneProcess> find(int pid) {
    return Optional.ofNullable(running.get(pid));
  }

  public List<PhoneProcess> all() {
    return List.copyOf(running.values());
  }

  /** Ends everything that runs, as a reboot does. */
  public void killAll() {
    all().forEach(process -> process.signal(9));
  }
}
