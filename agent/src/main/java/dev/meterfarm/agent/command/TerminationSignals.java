package dev.meterfarm.agent.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and Ctrl-C: the first asks to finish, the second ends the process at once. Java's own
 * answer, the shutdown hook, hears only the first. Thread-safe.
 */
public final class TerminationSignals {
  private static final Logger LOG = LoggerFactory.getLogger(TerminationSignals.class);
  private static final int ABORTED = 130;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicInteger signals = new AtomicInteger();

  private TerminationSignals() {}

  /** Takes over both signals for the rest of the process. */
  public static TerminationSignals install() {
    TerminationSignals taken = new TerminationSignals();
    taken.handle("TERM");
    taken.handle("INT");
    return taken;
  }

  /** By reflection: every JDK has the class, none promises to keep it. */
  private void handle(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler received =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              received();
              return null;
            }
            return method.getName().equals("hashCode")
                ? (Object) System.identityHashCode(proxy)
                : method.getName().equals("equals") ? (Object) (proxy == arguments[0]) : name;
          };
      Object instance =
          Proxy.newProxyInstance(
              TerminationSignals.class.getClassLoader(), new Class<?>[] {handler}, received);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), instance);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.debug("signal {} keeps its usual meaning", name, e);
    }
  }

  private void received() {
    if (signals.incrementAndGet() > 1) {
      Runtime.getRuntime().halt(ABORTED);
    }
    asked.countDown();
  }

  /** Waits until somebody asks to finish. */
  public void await() throws InterruptedException {
    asked.await();
  }

  /** Waits for a while; true if somebody has asked to finish. */
  public boolean await(long millis) throws InterruptedException {
    return asked.await(millis, TimeUnit.MILLISECONDS);
  }
}
