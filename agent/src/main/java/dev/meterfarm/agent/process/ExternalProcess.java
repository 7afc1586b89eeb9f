package dev.meterfarm.agent.process;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DaemonExecutor;
import org.apache.commons.exec.DefaultExecuteResultHandler;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.environment.EnvironmentUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one external program to its end. */
public final class ExternalProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalProcess.class);

  /** How long output is waited for that a surviving grandchild may hold open. */
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

  private static final Duration LAST_BREATH = Duration.ofSeconds(5);

  private ExternalProcess() {}

  /**
   * Runs a program and waits for it. Standard input is empty.
   *
   * @throws InterruptedException if the calling thread was interrupted; the program and everything
   *     that it started were killed
   */
  public static ProcessResult run(ProcessRequest request) throws InterruptedException {
    String mark = UUID.randomUUID().toString();
    ProcessTree tree = new ProcessTree(mark);
    CappedOutput out = new CappedOutput(request.mostOutputBytes());
    CappedOutput err = new CappedOutput(request.mostOutputBytes());
    DefaultExecuteResultHandler result = new DefaultExecuteResultHandler();
    long start = System.nanoTime();
    try {
      executor(request, tree, out, err)
          .execute(commandLine(request), environment(request, mark), result);
    } catch (IOException e) {
      return new ProcessResult.NotStarted(e.getMessage());
    }
    boolean ended = false;
    try {
      result.waitFor(request.deadline());
      ended = result.hasResult();
    } finally {
      if (!ended) {
        tree.kill();
      }
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    if (!ended) {
      result.waitFor(LAST_BREATH);
      return new ProcessResult.Killed(output(out, err), elapsed);
    }
    return tree.hasStarted()
        ? new ProcessResult.Exited(result.getExitValue(), output(out, err), elapsed)
        : new ProcessResult.NotStarted(reason(result.getException()));
  }

  private static DefaultExecutor executor(
      ProcessRequest request, ProcessTree tree, CappedOutput out, CappedOutput err) {
    PumpStreamHandler pumps = new PatientPumps(out, err);
    DaemonExecutor.Builder builder = DaemonExecutor.builder();
    builder.setExecuteStreamHandler(pumps);
    request.folder().ifPresent(builder::setWorkingDirectory);
    DefaultExecutor executor = builder.get();
    executor.setExitValues(null);
    executor.setWatchdog(tree);
    return executor;
  }

  /** A survivor that holds the output open is no failure of the program itself. */
  private static final class PatientPumps extends PumpStreamHandler {
    PatientPumps(OutputStream out, OutputStream err) {
      super(out, err);
      setStopTimeout(LAST_OUTPUT);
    }

    @Override
    public void stop() {
      try {
        super.stop();
      } catch (IOException e) {
        LOG.debug("Output was still open after the program had ended", e);
      }
    }
  }

  private static CommandLine commandLine(ProcessRequest request) {
    CommandLine line = new CommandLine(request.command().get(0));
    request.command().stream().skip(1).forEach(argument -> line.addArgument(argument, false));
    return line;
  }

  private static Map<String, String> environment(ProcessRequest request, String mark)
      throws IOException {
    Map<String, String> environment = new HashMap<>(EnvironmentUtils.getProcEnvironment());
    environment.putAll(request.environment());
    environment.put(ProcessTree.MARK, mark);
    return environment;
  }

  private static ProcessOutput output(CappedOutput out, CappedOutput err) {
    return new ProcessOutput(out.text(), err.text(), out.isComplete() && err.isComplete());
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
