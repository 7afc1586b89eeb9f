package dev.meterfarm.agent.android;

import com.android.ddmlib.Log;
import com.android.ddmlib.Log.ILogOutput;
import com.android.ddmlib.Log.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where ddmlib's messages go, which it would print on standard output otherwise. */
final class AdbLog implements ILogOutput {
  private static final Logger LOG = LoggerFactory.getLogger("ddmlib");
  private static final AdbLog ONLY = new AdbLog();

  private AdbLog() {}

  static void install() {
    Log.addLogger(ONLY);
    Log.setLevel(LogLevel.WARN);
  }

  @Override
  public void printLog(LogLevel level, String tag, String message) {
    LOG.debug("{}: {}", tag, message);
  }

  @Override
  public void printAndPromptLog(LogLevel level, String tag, String message) {
    LOG.debug("{}: {}", tag, message);
  }
}
