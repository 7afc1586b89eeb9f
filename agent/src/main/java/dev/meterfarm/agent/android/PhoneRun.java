package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.ToolTarget;
import dev.meterfarm.agent.benchmarkmodel.Visit;
import dev.meterfarm.agent.benchmarkmodel.VisitPlan;
import dev.meterfarm.agent.benchmarkmodel.VisitResults;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.protocol.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job on a phone: push, run one script, or two where visits must be sized first, remove. */
final class PhoneRun {
  private static final Logger LOG = LoggerFactory.getLogger(PhoneRun.class);
  private static final Duration QUICK = Duration.ofSeconds(20);

  private final AdbPhone phone;
  private final OptionalLong mask;
  private final List<ModelFile> references;
  private final PreparedJob job;
  private final String folder;
  private final RunScript script;
  private final VisitPlan plan;
  private final VisitResults results;
  private final Map<String, String> environment = new TreeMap<>();
  private final long start = System.nanoTime();

  PhoneRun(
      AdbPhone phone,
      PhoneTool tool,
      ToolTarget target,
      OptionalLong mask,
      List<ModelFile> references,
      PreparedJob job) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    this.phone = phone;
    this.mask = mask;
    this.references = references;
    this.job = job;
    this.folder = PhoneTool.FOLDER + "/job-" + id;
    this.script = new RunScript("@@" + id, folder, tool.path(), mask);
    this.plan = new VisitPlan(job.spec().plan(), target.settings(), references.size());
    this.results =
        new VisitResults(
            job.spec().plan(),
            target.settings().isGpu(),
            tool.build().statistic(),
            references.stream().map(ModelFile::name).toList());
  }

  DeviceReport execute() throws InterruptedException {
    List<Integer> left = new ArrayList<>();
    Map<String, Path> files = new LinkedHashMap<>();
    for (int i = 0; i < job.models().size(); i++) {
      if (job.models().get(i) instanceof PreparedModel.OnDisk file) {
        left.add(i);
        files.put(remote(i), file.file());
      }
    }
    try {
      if (!left.isEmpty()) {
        run(left, files);
      }
    } finally {
      remove();
    }
    return new DeviceReport(
        Duration.ofNanos(System.nanoTime() - start),
        results.outcomes(job),
        results.references(),
        environment);
  }

  private String remote(int model) {
    return folder + "/" + model + ".tflite";
  }

  private void run(List<Integer> models, Map<String, Path> files) throws InterruptedException {
    List<Visit> sizing = plan.sizing(models);
    execute(sizing, files);
    List<Integer> left = models.stream().filter(model -> !results.hasFailed(model)).toList();
    execute(
        plan.visits(left, results.sizes(), job.spec().key().hashCode()),
        sizing.isEmpty() ? files : Map.of());
  }

  /** Pushes files, runs a script of visits, and takes in what they yielded. */
  private void execute(List<Visit> visits, Map<String, Path> files) throws InterruptedException {
    if (visits.isEmpty()) {
      return;
    }
    long pushing = System.nanoTime();
    Path text = write(script.text(visits, visits.stream().map(this::file).toList()));
    try {
      Map<String, Path> all = new LinkedHashMap<>(files);
      all.put(folder + "/run.sh", text);
      phone.push(all);
    } finally {
      delete(text);
    }
    long running = System.nanoTime();
    environment.put("pushMicros", Long.toString((running - pushing) / 1_000));
    String transcript = shell(visits);
    environment.put("scriptMicros", Long.toString((System.nanoTime() - running) / 1_000));
    for (RunScript.Answer answer : script.answers(transcript)) {
      Visit visit = visits.get(answer.visit());
      PreparedModel model = visit.isReference() ? null : job.models().get(visit.model());
      results.add(
          visit,
          model == null ? "" : model.hash(),
          model == null ? references.get(visit.model()).name() : model.name(),
          answer.run(),
          answer.atMillis());
    }
  }

  private String file(Visit visit) {
    return visit.isReference()
        ? PhoneTool.reference(references.get(visit.model()).name())
        : visit.model() + ".tflite";
  }

  private String shell(List<Visit> visits) throws InterruptedException {
    StringBuilder transcript = new StringBuilder();
    Duration left = job.spec().plan().deadline().minus(Duration.ofNanos(System.nanoTime() - start));
    try {
      checkMask();
      phone.shell(
          "sh " + folder + "/run.sh", left.isNegative() ? Duration.ofMillis(1) : left, transcript);
    } catch (DeviceException e) {
      kill();
      if (e.code() != ErrorCode.RUN_TIMED_OUT) {
        throw e;
      }
      throw new DeviceException(
          ErrorCode.RUN_TIMED_OUT,
          "job "
              + job.spec().key()
              + " was killed after "
              + job.spec().plan().deadline()
              + " on phone "
              + phone.serial()
              + ", when it was at "
              + nameOf(visits, script.lastVisit(transcript.toString())),
          e);
    } catch (InterruptedException e) {
      kill();
      throw e;
    }
    if (!script.isComplete(transcript.toString())) {
      throw new DeviceException(
          ErrorCode.DEVICE_LOST,
          "phone "
              + phone.serial()
              + " broke off job "
              + job.spec().key()
              + " when it was at "
              + nameOf(visits, script.lastVisit(transcript.toString())));
    }
    return transcript.toString();
  }

  /** What was asked for is not always what is given: cores go offline, groups are confined. */
  private void checkMask() throws InterruptedException {
    if (mask.isEmpty() || environment.containsKey("affinity")) {
      return;
    }
    String hex = Long.toHexString(mask.getAsLong());
    ShellAnswer answer =
        phone.shell("taskset " + hex + " grep Cpus_allowed: /proc/self/status", QUICK);
    String actual =
        answer.out().replace("Cpus_allowed:", "").strip().replace(",", "").replaceFirst("^0+", "");
    if (!answer.isSuccess() || !actual.equals(hex)) {
      throw new DeviceException(
          ErrorCode.DEVICE_UNFIT,
          "phone "
              + phone.serial()
              + " does not let us run on CPUs "
              + hex
              + ": "
              + (answer.out() + answer.err()).strip());
    }
    environment.put("affinity", hex);
  }

  private String nameOf(List<Visit> visits, OptionalInt index) {
    if (index.isEmpty()) {
      return "no model";
    }
    Visit visit = visits.get(index.getAsInt());
    return "model '"
        + (visit.isReference()
            ? references.get(visit.model()).name()
            : job.models().get(visit.model()).name())
        + "'";
  }

  /** The script's shell may live on without us; it must not start another run. */
  private void kill() {
    quietly(script.killCommand(), "what ran there may run on");
  }

  private void remove() {
    quietly("rm -rf " + folder, folder + " stays there");
  }

  /** Tidies up, also for a thread that is to stop. */
  private void quietly(String command, String otherwise) {
    boolean interrupted = Thread.interrupted();
    try {
      phone.shell(command, QUICK);
    } catch (DeviceException | InterruptedException e) {
      LOG.warn("Phone {}: {}: {}", phone.serial(), otherwise, e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Path write(String text) {
    try {
      return Files.write(
          Files.createTempFile("meterfarm-run-", ".sh"), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "cannot write a script to the temporary folder", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
