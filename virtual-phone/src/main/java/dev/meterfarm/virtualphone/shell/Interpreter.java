package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs parsed command lines. Stages of a pipe run one after the other, each with all that the one
 * before it printed; so a pipe is no place for commands without end.
 */
final class Interpreter {
  private static final int SYNTAX_ERROR = 1;
  private static final int MOST_PIPED = 64 << 20;
  private static final InputStream NOTHING = InputStream.nullInputStream();

  private final Phone phone;
  private final Environment environment;
  private final Streams base;
  private final Programs programs;
  private boolean exited;

  Interpreter(Phone phone, Environment environment, Streams base) {
    this.phone = phone;
    this.environment = environment;
    this.base = base;
    this.programs = new Programs(phone, environment, this::runScript);
  }

  /** Runs a command line to its end and returns its exit status. */
  int run(String line) throws IOException, InterruptedException {
    Node node;
    try {
      node = Parser.parse(line);
    } catch (SyntaxException e) {
      complain(base, "sh: " + e.getMessage());
      environment.status(SYNTAX_ERROR);
      return SYNTAX_ERROR;
    }
    try {
      environment.status(execute(node, base));
    } catch (ExitException e) {
      environment.status(e.status());
      exited = true;
    } catch (BreakException e) {
      environment.status(0); // Outside of any loop: nothing to leave.
    }
    return environment.status();
  }

  /** Whether the shell was told to end. */
  boolean hasExited() {
    return exited;
  }

  /** Waits for background jobs that hold the shell's output. */
  void awaitHolders() throws InterruptedException {
    for (var job : List.copyOf(environment.holders())) {
      try {
        job.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("jobs end with a status", e.getCause());
      }
    }
  }

  private int runScript(List<String> arguments, String text, PhoneProcess process, Streams io)
      throws IOException, InterruptedException {
    Environment inner = environment.copyFor(process);
    inner.arguments(arguments);
    return new Interpreter(phone, inner, io).run(text);
  }

  private static void complain(Streams io, String what) throws IOException {
    io.err().write((what + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private int execute(Node node, Streams io) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (node instanceof Node.Simple simple) {
      return simple(simple, io);
    }
    if (node instanceof Node.Sequence sequence) {
      return sequence(sequence, io);
    }
    if (node instanceof Node.Choice choice) {
      int left = status(execute(choice.left(), io));
      return (left == 0) == choice.and() ? execute(choice.right(), io) : left;
    }
    if (node instanceof Node.Not not) {
      return execute(not.node(), io) == 0 ? 1 : 0;
    }
    if (node instanceof Node.Pipe pipe) {
      return pipe(pipe, io);
    }
    if (node instanceof Node.Group group) {
      return group(group, io);
    }
    if (node instanceof Node.If condition) {
      boolean holds = status(execute(condition.condition(), io)) == 0;
      return execute(holds ? condition.body() : condition.otherwise(), io);
    }
    if (node instanceof Node.Loop loop) {
      return loop(loop, io);
    }
    return counted((Node.For) node, io);
  }

  private int status(int of) {
    environment.status(of);
    return of;
  }

  private int sequence(Node.Sequence sequence, Streams io)
      throws IOException, InterruptedException {
    int status = 0;
    for (Node.Item item : sequence.items()) {
      status = status(item.background() ? background(item.node(), io) : execute(item.node(), io));
    }
    return status;
  }

  private int loop(Node.Loop loop, Streams io) throws IOException, InterruptedException {
    int status = 0;
    while ((execute(loop.condition(), io) == 0) != loop.until()) {
      try {
        status = status(execute(loop.body(), io));
      } catch (BreakException e) {
        if (!e.goesOn()) {
          return 0;
        }
      }
    }
    return status;
  }

  private int counted(Node.For loop, Streams io) throws IOException, InterruptedException {
    int status = 0;
    for (String value : expander().arguments(loop.words())) {
      environment.variable(loop.name(), value);
      try {
        status = status(execute(loop.body(), io));
      } catch (BreakException e) {
        if (!e.goesOn()) {
          return 0;
        }
      }
    }
    return status;
  }

  private int pipe(Node.Pipe pipe, Streams io) throws IOException, InterruptedException {
    InputStream in = io.in();
    List<Node> stages = pipe.stages();
    for (Node stage : stages.subList(0, stages.size() - 1)) {
      ByteArrayOutputStream out = new Capped();
      subshell(stage, new Streams(in, out, io.err()));
      in = new ByteArrayInputStream(out.toByteArray());
    }
    return subshell(stages.get(stages.size() - 1), io.withIn(in));
  }

  private int subshell(Node node, Streams io) throws IOException, InterruptedException {
    Environment inner = environment.copyFor(environment.process());
    try {
      return new Interpreter(phone, inner, io).execute(node, io);
    } catch (ExitException e) {
      return e.status();
    }
  }

  private int group(Node.Group group, Streams io) throws IOException, InterruptedException {
    try (Redirects redirects = new Redirects(io)) {
      String problem = redirects.apply(group.redirects(), expander(), environment, phone.files());
      if (!problem.isEmpty()) {
        complain(io, "sh: " + problem);
        return 1;
      }
      return group.subshell()
          ? subshell(group.body(), redirects.streams())
          : execute(group.body(), redirects.streams());
    }
  }

  private int simple(Node.Simple command, Streams io) throws IOException, InterruptedException {
    List<String> words = expander().arguments(command.words());
    List<String> restored = new ArrayList<>();
    for (Node.Assignment assignment : command.assignments()) {
      restored.add(environment.variable(assignment.name()));
      environment.variable(assignment.name(), expander().single(assignment.value()));
    }
    try (Redirects redirects = new Redirects(io)) {
      String problem = redirects.apply(command.redirects(), expander(), environment, phone.files());
      if (!problem.isEmpty()) {
        complain(io, "sh: " + problem);
        return 1;
      }
      return words.isEmpty() ? 0 : programs.run(words, redirects.streams());
    } finally {
      if (!words.isEmpty()) {
        for (int i = 0; i < restored.size(); i++) {
          environment.variable(command.assignments().get(i).name(), restored.get(i));
        }
      }
    }
  }

  private Expander expander() {
    return new Expander(
        environment,
        phone.files(),
        body -> {
          ByteArrayOutputStream out = new Capped();
          status(subshell(body, new Streams(NOTHING, out, base.err())));
          return out.toString(StandardCharsets.UTF_8);
        });
  }

  private int background(Node node, Streams io) throws IOException, InterruptedException {
    CompletableFuture<PhoneProcess> started = new CompletableFuture<>();
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Streams detached = io.withIn(NOTHING);
    phone.executor().execute(() -> ended.complete(runJob(node, detached, started)));
    try {
      PhoneProcess process = started.get(10, TimeUnit.SECONDS);
      environment.started(process.pid(), ended, holdsOutput(node));
      return 0;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a background job did not start", e);
    }
  }

  private int runJob(Node node, Streams io, CompletableFuture<PhoneProcess> started) {
    PhoneProcess parent = environment.process();
    PhoneProcess process = phone.processes().start(parent.pid(), List.of("sh"), parent.affinity());
    started.complete(process);
    try {
      Interpreter inner = new Interpreter(phone, environment.copyFor(process), io);
      return inner.asProcess(node, io);
    } catch (ExitException e) {
      return e.status();
    } catch (InterruptedException | InterruptedIOException e) {
      return 128 + process.endedBy().orElse(1);
    } catch (IOException e) {
      return 128 + process.endedBy().orElse(13); // Its reader has gone.
    } finally {
      phone.processes().end(process);
    }
  }

  /** A background job that is one command is that command, with the job's number. */
  private int asProcess(Node node, Streams io) throws IOException, InterruptedException {
    programs.execNext(node instanceof Node.Simple);
    return execute(node, io);
  }

  /** Whether a job can write where the shell itself writes. */
  private static boolean holdsOutput(Node node) {
    List<Node.Redirect> redirects =
        node instanceof Node.Simple simple
            ? simple.redirects()
            : node instanceof Node.Group group ? group.redirects() : List.of();
    return redirects.stream().noneMatch(r -> r.descriptor() == 1);
  }

  /** What is piped or substituted, up to a limit. */
  private static final class Capped extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] from, int offset, int length) {
      if (count + length <= MOST_PIPED) {
        super.write(from, offset, length);
      }
    }
  }
}
