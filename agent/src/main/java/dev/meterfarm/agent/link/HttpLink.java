package dev.meterfarm.agent.link;

import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.FailureCall;
import dev.meterfarm.protocol.link.LinkMessages.Hello;
import dev.meterfarm.protocol.link.LinkMessages.LeaseCall;
import dev.meterfarm.protocol.link.LinkMessages.ResultAnswer;
import dev.meterfarm.protocol.link.LinkMessages.ResultCall;
import dev.meterfarm.protocol.link.LinkMessages.SyncCall;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.link.SessionTerms;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.Optional;

/**
 * The link over HTTP. What the coordinator cannot do now, but perhaps later, counts as a link that
 * failed, so that the call is made again.
 */
public final class HttpLink implements CoordinatorLink {
  private static final Duration QUICK = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ApiClient client;

  public HttpLink(ApiClient client) {
    this.client = client;
  }

  @FunctionalInterface
  private interface Exchange<T> {
    T run() throws InterruptedException;
  }

  private static <T> T patiently(Exchange<T> exchange) throws InterruptedException {
    try {
      return exchange.run();
    } catch (FarmException e) {
      if (e.type() == ErrorType.ENVIRONMENT && e.code() != ErrorCode.LINK_FAILED) {
        throw new FarmException(ErrorCode.LINK_FAILED, e.getMessage(), e);
      }
      throw e;
    }
  }

  private static <T> T now(Exchange<T> exchange) {
    try {
      return patiently(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmException(ErrorCode.LINK_FAILED, "interrupted during a call", e);
    }
  }

  private <T> T post(String name, Object message, Class<T> type, Duration limit) {
    return now(() -> client.post(LinkMessages.PATH + name, message, type, limit));
  }

  @Override
  public SessionTerms announce(AgentSession from, Announcement hello) {
    return post("sessions", new Hello(from.session(), hello), SessionTerms.class, QUICK);
  }

  @Override
  public Optional<Lease> lease(AgentSession from, LeaseRequest request)
      throws InterruptedException {
    return patiently(
        () ->
            client.call(
                "POST",
                LinkMessages.PATH + "leases",
                new LeaseCall(from.session(), request),
                Lease.class,
                QUICK.plus(request.patience())));
  }

  @Override
  public SyncReply sync(AgentSession from, SyncRequest request) {
    return post("sync", new SyncCall(from.session(), request), SyncReply.class, QUICK);
  }

  @Override
  public ResultReply submit(AgentSession from, JobResult result) {
    return post("results", new ResultCall(from.session(), result), ResultAnswer.class, LONG)
        .reply();
  }

  @Override
  public void fail(AgentSession from, HeldLease lease, ErrorCode code, String message) {
    FailureCall failure = new FailureCall(from.session(), lease, code, message);
    var unused =
        now(
            () ->
                client.call("POST", LinkMessages.PATH + "failures", failure, Object.class, QUICK));
  }

  @Override
  public byte[] blob(String sha256) {
    return now(() -> client.getBytes(LinkMessages.PATH + "blobs/" + sha256, LONG));
  }
}
