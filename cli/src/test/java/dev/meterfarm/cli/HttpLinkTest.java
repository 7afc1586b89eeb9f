package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.agent.link.AgentCredential;
import dev.meterfarm.agent.link.HttpLink;
import dev.meterfarm.agent.link.RotatingCredential;
import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Caller;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.access.TokenKind;
import dev.meterfarm.coordinator.dispatch.Dispatcher;
import dev.meterfarm.coordinator.dispatch.LongPolls;
import dev.meterfarm.coordinator.http.AgentSessions;
import dev.meterfarm.coordinator.http.ApiServer;
import dev.meterfarm.coordinator.http.BlobHandler;
import dev.meterfarm.coordinator.http.FailureHandler;
import dev.meterfarm.coordinator.http.LeaseHandler;
import dev.meterfarm.coordinator.http.RegisterHandler;
import dev.meterfarm.coordinator.http.RequestWatcher;
import dev.meterfarm.coordinator.http.ResultHandler;
import dev.meterfarm.coordinator.http.RouteTable;
import dev.meterfarm.coordinator.http.ServerSettings;
import dev.meterfarm.coordinator.http.SessionHandler;
import dev.meterfarm.coordinator.http.SyncHandler;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.SyncRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** As between machines: calls are messages to a real server, with a credential for each agent. */
class HttpLinkTest extends CoordinatorLinkContract {
  private static final Caller ADMIN = new Caller("test", Role.ADMIN, "");
  private static final long MOST_BYTES = 16 << 20;

  private final ExecutorService work = Executors.newFixedThreadPool(8);
  private Optional<ApiServer> server = Optional.empty();
  private AccessControl access;
  private LongPolls polls;

  @Override
  CoordinatorLink link(LinkFarm to, String name) throws IOException, InterruptedException {
    if (server.isEmpty()) {
      server = Optional.of(serve(to));
    }
    CoordinatorAddress address = address();
    Path own = Files.createDirectories(folder.resolve(name));
    Path token = own.resolve("registration");
    TokenFile.write(token, registration(name));
    String credential = AgentCredential.obtain(own, Optional.of(token), address);
    return new HttpLink(new ApiClient(address, () -> Optional.of(credential)));
  }

  private String registration(String name) {
    return access.create(TokenKind.REGISTRATION, name, Role.AGENT, ADMIN, "test").text();
  }

  private CoordinatorAddress address() {
    return CoordinatorAddress.of(
        "http://127.0.0.1:" + server.orElseThrow().port(), Optional.empty());
  }

  private ApiServer serve(LinkFarm farm) {
    access =
        new AccessControl(
            farm.store().access(),
            Clock.systemUTC(),
            new SecureRandom(),
            System::nanoTime,
            Runnable::run);
    Dispatcher dispatcher = farm.dispatcher();
    AgentSessions sessions = new AgentSessions();
    polls =
        new LongPolls(
            dispatcher, work, Duration.ofMillis(50), Duration.ofMinutes(5), sessions::isReplaced);
    RouteTable table =
        new RouteTable(work)
            .add(new RegisterHandler(access))
            .add(new SessionHandler(dispatcher, sessions))
            .add(new LeaseHandler(polls, sessions))
            .add(new SyncHandler(dispatcher, sessions))
            .add(new ResultHandler(dispatcher))
            .add(new FailureHandler(dispatcher))
            .add(new BlobHandler(dispatcher));
    return ApiServer.start(
        new ServerSettings(
            "127.0.0.1",
            0,
            MOST_BYTES,
            MOST_BYTES,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            1,
            Optional.empty()),
        table,
        access,
        RequestWatcher.NONE);
  }

  @Override
  void end() {
    server.ifPresent(ApiServer::close);
    work.shutdown();
  }

  /** The other form knows nothing but the agents of its own process. */
  @Test
  void a_session_that_was_not_announced_is_asked_to_and_one_that_was_replaced_ends()
      throws Exception {
    CoordinatorLink link = link(farm(), "agent-9");
    AgentSession first = new AgentSession("agent-9", "first");
    SyncRequest nothing = new SyncRequest(Set.of(), Map.of());
    assertRefused(() -> link.sync(first, nothing), ErrorCode.SESSION_UNKNOWN);
    Announcement hello = new Announcement("1", List.of(), List.of());
    link.announce(first, hello);
    assertThat(link.sync(first, nothing).revoked()).isEmpty();
    link.announce(new AgentSession("agent-9", "second"), hello);
    assertRefused(() -> link.sync(first, nothing), ErrorCode.CONFLICT);
    assertRefused(() -> link.announce(first, hello), ErrorCode.CONFLICT);
  }

  private FutureTask<Optional<Lease>> waitForWork() {
    FutureTask<Optional<Lease>> waiting =
        new FutureTask<>(() -> link.lease(agent, request(Duration.ofMinutes(5))));
    new Thread(waiting, "waits-for-work").start();
    await().until(() -> polls.waiting() == 1);
    return waiting;
  }

  /** The connection of a killed agent may still be open when it starts again. */
  @Test
  void a_life_that_is_over_gets_no_job_that_comes_while_it_still_waits() throws Exception {
    FutureTask<Optional<Lease>> waiting = waitForWork();
    AgentSession next = new AgentSession(agent.agent(), "second-life");
    link.announce(next, hello(DeviceActivity.IDLE, agent.session()));
    farm().board().submit(List.of(job("k")));
    assertThat(waiting.get(1, TimeUnit.MINUTES)).isEmpty();
    assertThat(link.lease(next, request(PATIENCE)).orElseThrow().attempt()).isEqualTo(1);
  }

  @Test
  void an_agent_that_goes_does_not_wait_any_more() throws Exception {
    FutureTask<Optional<Lease>> waiting = waitForWork();
    waiting.cancel(true);
    await().until(() -> polls.waiting() == 0);
  }

  @Test
  void a_job_that_is_granted_in_the_moment_in_which_its_agent_begins_anew_is_handed_back()
      throws Exception {
    AtomicInteger asked = new AtomicInteger();
    assertHandedBack(session -> asked.getAndIncrement() > 0, new CompletableFuture<>());
  }

  @Test
  void a_job_that_is_granted_in_the_moment_in_which_its_agent_goes_is_handed_back()
      throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    assertHandedBack(
        session -> {
          gone.complete(null);
          return false;
        },
        gone);
  }

  private void assertHandedBack(Predicate<AgentSession> getsNothing, CompletableFuture<Void> gone)
      throws Exception {
    LongPolls direct =
        new LongPolls(
            farm().dispatcher(), Runnable::run, Duration.ofMillis(50), PATIENCE, getsNothing);
    farm().board().submit(List.of(job("k")));
    assertThat(direct.lease(agent, request(PATIENCE), gone).get(1, TimeUnit.MINUTES)).isEmpty();
    Lease again = link.lease(agent, request(PATIENCE)).orElseThrow();
    assertThat(again.epoch()).as("it was granted before").isEqualTo(2);
    assertThat(farm().store().catalogue().attempts(again.job()).get(0).message())
        .contains("agent agent-1 has gone meanwhile");
  }

  @Test
  void another_token_in_the_file_replaces_the_credential_of_a_running_agent() throws Exception {
    link(farm(), "agent-8"); // the server runs
    CoordinatorAddress address = address();
    Path own = Files.createDirectories(folder.resolve("rotating"));
    Path token = own.resolve("registration");
    TokenFile.write(token, registration("agent-8"));
    RotatingCredential credential = RotatingCredential.obtain(own, Optional.of(token), address);
    CoordinatorLink link = new HttpLink(new ApiClient(address, credential));
    AgentSession session = new AgentSession("agent-8", "life");
    Announcement hello = new Announcement("1", List.of(), List.of());
    link.announce(session, hello);
    String before = credential.get().orElseThrow();
    credential.look();
    assertThat(credential.get()).contains(before);

    Files.writeString(token, "mfr_nonsense");
    Files.setLastModifiedTime(token, FileTime.from(Instant.now().plusSeconds(10)));
    credential.look();
    assertThat(credential.get()).as("what is of no use changes nothing").contains(before);
    Files.writeString(token, registration("agent-8"));
    Files.setLastModifiedTime(token, FileTime.from(Instant.now().plusSeconds(20)));
    credential.look();
    assertThat(credential.get()).isNotEqualTo(Optional.of(before));
    access.revoke(before.split("_", -1)[1], ADMIN, "test");
    assertThat(link.sync(session, new SyncRequest(Set.of(), Map.of())).revoked()).isEmpty();
  }
}
