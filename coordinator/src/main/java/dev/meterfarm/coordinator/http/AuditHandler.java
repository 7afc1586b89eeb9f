package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.AuditEntry;
import dev.meterfarm.coordinator.access.Role;
import java.util.List;

/** {@code GET /api/v1/audit}: what was done through the API, the newest first. */
public final class AuditHandler implements RouteHandler {
  private static final int USUAL = 100;
  private static final int MOST = 10_000;

  /** The entries. */
  public record AuditPage(List<AuditEntry> entries) {}

  private final AccessControl access;

  public AuditHandler(AccessControl access) {
    this.access = access;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/audit", Role.ADMIN);
  }

  @Override
  public Reply handle(Call call) {
    int limit = (int) call.queryNumber("limit", USUAL, 1, MOST);
    return Reply.json(new AuditPage(access.auditLog(limit)));
  }
}
