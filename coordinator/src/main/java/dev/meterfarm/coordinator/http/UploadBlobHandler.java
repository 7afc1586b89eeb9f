package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.store.BlobStore;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** {@code PUT /api/v1/blobs/{sha256}}: takes a model file for a campaign; again is harmless. */
public final class UploadBlobHandler implements RouteHandler {
  private final BlobStore blobs;

  public UploadBlobHandler(BlobStore blobs) {
    this.blobs = blobs;
  }

  @Override
  public Route route() {
    return new Route(
        Route.Method.PUT, "/api/v1/blobs/{sha256}", Optional.of(Role.OPERATOR), Route.Body.BLOB);
  }

  @Override
  public Reply handle(Call call) {
    String content = sha256(call.body());
    if (!content.equals(call.pathValue("sha256"))) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "what came has the SHA-256 " + content + ", not the one in the path; send it again");
    }
    blobs.put(call.body());
    return Reply.nothing();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
