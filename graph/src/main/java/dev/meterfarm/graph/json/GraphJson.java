package dev.meterfarm.graph.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.ModelFormatException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The structure of a graph as one line of JSON. Stateless and thread-safe.
 *
 * <p>A document is canonical: equal graphs give equal text. Operators, attributes, shapes and types
 * are complete, and so are seeded and spelled-out constants. The content of a file's weights is
 * not: more than 16 floats are written as seeded values of the same magnitude ({@link
 * dev.meterfarm.graph.WeightStandIn}), other content of more than 4,096 bytes as zeros.
 *
 * <p>Readers ignore fields that they do not know.
 */
public final class GraphJson {
  /** The version of the document's form. */
  static final int VERSION = 1;

  private static final String DOCUMENT = "graph document";
  private static final int HASH_CHARACTERS = 32;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private GraphJson() {}

  /** The document of a graph. */
  public static String write(Graph graph) {
    return text(generator -> new GraphJsonWriter(generator).write(graph));
  }

  /**
   * The graph of a document.
   *
   * @throws ModelFormatException if it is not JSON, lacks something, or does not describe a graph
   */
  public static Graph read(String json) {
    try {
      return new GraphJsonReader(new JsonFields(READER.readValue(json), DOCUMENT)).read();
    } catch (JsonProcessingException e) {
      throw new ModelFormatException(
          DOCUMENT, "it is not valid JSON: " + e.getOriginalMessage() + "; write it again", e);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          DOCUMENT, "it does not describe a graph: " + e.getMessage() + "; write it again", e);
    }
  }

  /**
   * A fingerprint of a graph's structure: the first 32 hexadecimal digits of the SHA-256 of its
   * document without names, without the content of data constants, and with tensors numbered by
   * first use. Graphs that compute the same on tensors of the same shapes, in the same order of
   * operators, hash alike, whatever their weights are.
   */
  public static String hash(Graph graph) {
    String structure = text(generator -> new StructureWriter(generator, graph).write());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(structure.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What puts a document together. */
  private interface Writing {
    void to(JsonGenerator generator) throws IOException;
  }

  private static String text(Writing writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      writing.to(generator);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return text.toString();
  }
}
