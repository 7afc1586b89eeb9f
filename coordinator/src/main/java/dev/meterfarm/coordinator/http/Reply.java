package dev.meterfarm.coordinator.http;

import dev.meterfarm.protocol.wire.WireJson;

/**
 * What a handler answers.
 *
 * @param status HTTP status
 * @param contentType type of the body; empty where there is none
 * @param body the content
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record Reply(int status, String contentType, byte[] body) {
  private static final String JSON = "application/json";

  /** A value as JSON. */
  public static Reply json(Object value) {
    return json(200, value);
  }

  /** A value as JSON, under another status. */
  public static Reply json(int status, Object value) {
    return new Reply(status, JSON, WireJson.write(value));
  }

  /** Done, with nothing to tell. */
  public static Reply nothing() {
    return new Reply(204, "", new byte[0]);
  }

  /** A file. */
  public static Reply bytes(String contentType, byte[] body) {
    return new Reply(200, contentType, body);
  }
}
