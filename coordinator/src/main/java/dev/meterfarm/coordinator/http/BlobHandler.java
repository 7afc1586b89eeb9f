package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LinkMessages;

/** {@code GET /api/v1/agent/blobs/{sha256}}: a model file by its content. */
public final class BlobHandler implements RouteHandler {
  private final CoordinatorLink link;

  public BlobHandler(CoordinatorLink link) {
    this.link = link;
  }

  @Override
  public Route route() {
    return Route.get(LinkMessages.PATH + "blobs/{sha256}", Role.AGENT);
  }

  @Override
  public Reply handle(Call call) {
    return Reply.bytes("application/octet-stream", link.blob(requireName(call)));
  }

  static String requireName(Call call) {
    String name = call.pathValue("sha256");
    if (!name.matches("[0-9a-f]{64}")) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, "a file's name is its SHA-256: 64 lower-case digits");
    }
    return name;
  }
}
