package dev.meterfarm.agent.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads what a child says. Everything has to be there, once, and be of its own type: by itself
 * Jackson makes 0 of a number that is missing, null or an empty text, and a latency of 0 is one
 * that nobody measured. Thread-safe.
 */
final class ReplyParser {
  /** A line is no reply; quotes its beginning. */
  static final class UnusableReplyException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableReplyException(String line, String why) {
      super("it said something that is no reply: " + shortened(line, MOST_QUOTED) + why);
    }
  }

  private static final int MOST_QUOTED = 500;
  private static final int MOST_REASON = 200;

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build()
          .readerFor(ChildReply.class);

  private ReplyParser() {}

  /** The reply that a line holds. */
  static ChildReply parse(String line) throws UnusableReplyException {
    ChildReply reply;
    try {
      reply = READER.readValue(line);
    } catch (JsonProcessingException e) {
      throw new UnusableReplyException(
          line, " (" + shortened(e.getOriginalMessage(), MOST_REASON) + ")");
    }
    if (reply == null) {
      throw new UnusableReplyException(line, "");
    }
    return reply;
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }
}
