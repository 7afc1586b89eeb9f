package dev.meterfarm.virtualphone;

import dev.meterfarm.virtualphone.benchmark.ToolProcesses;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where phones live: the threads that serve them and the processes that run their models. A phone
 * takes one thread, and one more for each command that it serves at the moment.
 */
public final class PhoneHost implements AutoCloseable {
  private static final int MOST_THREADS = 1000;
  private static final long IDLE_SECONDS = 5;

  private final AtomicInteger threads = new AtomicInteger();
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          0,
          MOST_THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "phone-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });
  private final ToolProcesses tools = new ToolProcesses();
  private final List<VirtualPhone> phones = new CopyOnWriteArrayList<>();

  /**
   * Switches a phone on.
   *
   * @throws IOException if its port is taken or its folder cannot be used
   */
  public VirtualPhone start(PhoneSettings settings) throws IOException {
    VirtualPhone phone = new VirtualPhone(settings, tools, executor);
    phones.add(phone);
    tools.serve(phones.size());
    return phone;
  }

  /** Starts what runs models, so that the first run does not wait for it. */
  public void warmUp() throws IOException {
    tools.warmUp();
  }

  /** How many threads serve commands at the moment. */
  public int busyThreads() {
    return executor.getActiveCount();
  }

  /** Switches all phones off. */
  @Override
  public void close() {
    phones.forEach(VirtualPhone::close);
    executor.shutdownNow();
    tools.close();
  }
}
