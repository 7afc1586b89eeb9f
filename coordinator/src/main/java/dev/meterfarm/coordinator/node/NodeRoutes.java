package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.LongPolls;
import dev.meterfarm.coordinator.http.AgentOrderHandler;
import dev.meterfarm.coordinator.http.AgentSessions;
import dev.meterfarm.coordinator.http.AuditHandler;
import dev.meterfarm.coordinator.http.BlobHandler;
import dev.meterfarm.coordinator.http.CampaignProgressHandler;
import dev.meterfarm.coordinator.http.CampaignResultHandler;
import dev.meterfarm.coordinator.http.CancelCampaignHandler;
import dev.meterfarm.coordinator.http.CreateTokenHandler;
import dev.meterfarm.coordinator.http.DeviceOrderHandler;
import dev.meterfarm.coordinator.http.ExportHandler;
import dev.meterfarm.coordinator.http.FailureHandler;
import dev.meterfarm.coordinator.http.FarmHandler;
import dev.meterfarm.coordinator.http.GetArtifactHandler;
import dev.meterfarm.coordinator.http.GetCampaignHandler;
import dev.meterfarm.coordinator.http.GetJobHandler;
import dev.meterfarm.coordinator.http.HealthHandler;
import dev.meterfarm.coordinator.http.LeaseHandler;
import dev.meterfarm.coordinator.http.ListArtifactsHandler;
import dev.meterfarm.coordinator.http.ListCampaignsHandler;
import dev.meterfarm.coordinator.http.ListJobsHandler;
import dev.meterfarm.coordinator.http.ListTokensHandler;
import dev.meterfarm.coordinator.http.MetricsHandler;
import dev.meterfarm.coordinator.http.OpenApiHandler;
import dev.meterfarm.coordinator.http.PauseCampaignHandler;
import dev.meterfarm.coordinator.http.ReadyHandler;
import dev.meterfarm.coordinator.http.RegisterHandler;
import dev.meterfarm.coordinator.http.RequeueJobHandler;
import dev.meterfarm.coordinator.http.ResultHandler;
import dev.meterfarm.coordinator.http.ResumeCampaignHandler;
import dev.meterfarm.coordinator.http.RevokeTokenHandler;
import dev.meterfarm.coordinator.http.RouteTable;
import dev.meterfarm.coordinator.http.SessionHandler;
import dev.meterfarm.coordinator.http.StatusHandler;
import dev.meterfarm.coordinator.http.SubmitCampaignHandler;
import dev.meterfarm.coordinator.http.SyncHandler;
import dev.meterfarm.coordinator.http.UploadBlobHandler;
import dev.meterfarm.coordinator.service.CampaignService;
import dev.meterfarm.coordinator.status.StatusBoard;
import dev.meterfarm.coordinator.store.Store;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.protocol.link.CoordinatorLink;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Every route that a node serves, by what it is about. A new one is one more line here and in
 * {@code openapi.yaml}.
 */
final class NodeRoutes {
  private final AccessControl access;
  private final RouteTable table;

  /**
   * @param work the pool of handlers that wait
   */
  NodeRoutes(AccessControl access, Executor work) {
    this.access = access;
    table = new RouteTable(work);
  }

  /** What was added so far. */
  RouteTable table() {
    return table;
  }

  NodeRoutes state(StatusBoard board, BooleanSupplier isDraining, String version) {
    table
        .add(new HealthHandler())
        .add(new ReadyHandler(board, isDraining))
        .add(new StatusHandler(board, isDraining, version))
        .add(new OpenApiHandler());
    return this;
  }

  NodeRoutes metrics(FarmMeters meters, Executor pages) {
    table.add(new MetricsHandler(meters, pages));
    return this;
  }

  NodeRoutes tokens() {
    table
        .add(new CreateTokenHandler(access))
        .add(new ListTokensHandler(access))
        .add(new RevokeTokenHandler(access))
        .add(new AuditHandler(access));
    return this;
  }

  NodeRoutes campaigns(CampaignService campaigns, Store store) {
    table
        .add(new ListCampaignsHandler(campaigns))
        .add(new SubmitCampaignHandler(campaigns, access))
        .add(new GetCampaignHandler(campaigns))
        .add(new CampaignProgressHandler(campaigns))
        .add(new CampaignResultHandler(campaigns))
        .add(new ExportHandler(campaigns, store.measurements()))
        .add(new ListArtifactsHandler(campaigns))
        .add(new GetArtifactHandler(campaigns))
        .add(new PauseCampaignHandler(campaigns, access, Clock.systemUTC()))
        .add(new ResumeCampaignHandler(campaigns, access))
        .add(new CancelCampaignHandler(campaigns, access))
        .add(new UploadBlobHandler(store.blobs()))
        .add(new ListJobsHandler(store.catalogue()))
        .add(new GetJobHandler(store.catalogue()))
        .add(new RequeueJobHandler(store.catalogue(), access));
    return this;
  }

  NodeRoutes farm(HandOut handOut) {
    table
        .add(new FarmHandler(handOut.registry()))
        .add(new DeviceOrderHandler(handOut.orders(), access))
        .add(new AgentOrderHandler(handOut.orders(), access));
    return this;
  }

  NodeRoutes agents(CoordinatorLink link, LongPolls polls, AgentSessions sessions) {
    table
        .add(new RegisterHandler(access))
        .add(new SessionHandler(link, sessions))
        .add(new LeaseHandler(polls, sessions))
        .add(new SyncHandler(link, sessions))
        .add(new ResultHandler(link))
        .add(new FailureHandler(link))
        .add(new BlobHandler(link));
    return this;
  }
}
