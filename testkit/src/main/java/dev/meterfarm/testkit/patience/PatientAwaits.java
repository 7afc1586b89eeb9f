package dev.meterfarm.testkit.patience;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets every {@code await()} without a limit of its own wait a minute rather than ten seconds: on a
 * busy machine ten seconds pass without anything being wrong, and a condition that never comes
 * fails the test all the same. JUnit finds this class by itself.
 */
public final class PatientAwaits implements LauncherSessionListener {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
