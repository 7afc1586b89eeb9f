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
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One job on a phone: the models and a script are pushed in one session, the script runs, and
 * removes everything. More scripts follow only where visits must be sized first, or made again.
 */
final class PhoneRun {
  private final AdbPhone phone;
  private final Leftovers leftovers;
  private final List<ModelFile> references;
  private final PreparedJob job;
  private final String folder;
  private final RunScript script;
  private final VisitPlan plan;
  private final VisitResults results;
  private final Map<String, String> environment = new TreeMap<>();
  private final long start = System.nanoTime();
  private boolean isRemoved;
  private long pushNanos;
  private long scriptNanos;

  PhoneRun(
      AdbPhone phone,
      PhoneTool tool,
      ToolTarget target,
      OptionalLong mask,
      List<ModelFile> references,
      PreparedJob job) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    this.phone = phone;
    this.leftovers = phone.leftovers();
    this.references = references;
    this.job = job;
    this.folder = PhoneTool.FOLDER + "/job-" + id;
    this.script = new RunScript("@@" + id, folder, tool.path(), mask);
    this.plan =
        new VisitPlan(job.spec().plan(), target.settings(), tool.build(), references.size());
    this.results =
        new VisitResults(
            job.spec().plan(),
            target.settings().isGpu(),
            tool.build().statistic(),
            references.stream().map(ModelFile::name).toList());
  }

  DeviceReport execute() throws InterruptedException {
    List<Integer> models = new ArrayList<>();
    List<Push> files = new ArrayList<>();
    for (int i = 0; i < job.models().size(); i++) {
      if (job.models().get(i) instanceof PreparedModel.OnDisk model) {
        models.add(i);
        files.add(new Push(model.file(), folder + "/" + i + ".tflite", false));
      }
    }
    if (!models.isEmpty()) {
      try {
        run(models, files);
      } finally {
        if (!isRemoved) {
          leftovers.removeNow(phone, script.removeCommand());
        }
      }
      environment.put("pushMicros", Long.toString(pushNanos / 1_000));
      environment.put("scriptMicros", Long.toString(scriptNanos / 1_000));
    }
    return new DeviceReport(
        Duration.ofNanos(System.nanoTime() - start),
        results.outcomes(job),
        results.references(),
        environment);
  }

  private void run(List<Integer> models, List<Push> files) throws InterruptedException {
    long seed = job.spec().key().hashCode();
    List<Visit> sizing = plan.sizing(models);
    execute(sizing, files, false);
    List<Integer> left = models.stream().filter(model -> !results.hasFailed(model)).toList();
    execute(
        plan.visits(left, results.sizes(), seed),
        sizing.isEmpty() ? files : List.of(),
        !plan.mayFallShort());
    List<Integer> again = results.startAgain();
    if (!again.isEmpty()) {
      execute(plan.again(again, results.sizes(), seed), List.of(), true);
    }
  }

  /**
   * Pushes files, runs a script of visits, and takes in what they yielded.
   *
   * @param isLast whether nothing follows, so that the script may remove everything
   */
  private void execute(List<Visit> visits, List<Push> files, boolean isLast)
      throws InterruptedException {
    if (visits.isEmpty()) {
      return;
    }
    long pushing = System.nanoTime();
    Path text = write(script.text(visits, visits.stream().map(this::file).toList(), isLast));
    try {
      List<Push> all = new ArrayList<>(files);
      all.add(new Push(text, folder + "/run.sh", false));
      phone.push(all);
    } finally {
      delete(text);
    }
    long running = System.nanoTime();
    String transcript = shell(visits);
    isRemoved = isLast;
    pushNanos += running - pushing;
    scriptNanos += System.nanoTime() - running;
    for (RunScript.Answer answer : script.answers(transcript, visits.size())) {
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
    ShellAnswer answer;
    try {
      answer =
          phone.shell(
              "sh " + folder + "/run.sh",
              left.isNegative() ? Duration.ofMillis(1) : left,
              transcript);
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
              + nameOf(visits, script.lastVisit(transcript.toString(), visits.size())),
          e);
    } catch (InterruptedException e) {
      kill();
      throw e;
    }
    if (!script.isComplete(answer.out())) {
      throw new DeviceException(
          ErrorCode.DEVICE_LOST,
          "phone "
              + phone.serial()
              + " broke off job "
              + job.spec().key()
              + " when it was at "
              + nameOf(visits, script.lastVisit(answer.out(), visits.size())));
    }
    return answer.out();
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
    leftovers.removeNow(phone, script.killCommand());
    isRemoved = true;
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
