package dev.meterfarm.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OldBundleTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_bundle_still_predicts_what_it_predicted_when_it_was_written(
      int schema, @TempDir Path folder) throws IOException {
    Path bundle = folder.resolve("old.zip");
    Files.write(bundle, resource(BundleFixture.bundle(schema)));
    ObjectMapper mapper = new ObjectMapper();

    JsonNode now = mapper.readTree(BundleFixture.predictions(Predictor.load(bundle)));

    expectSame(mapper.readTree(resource(BundleFixture.predictions(schema))), now, "$");
  }

  /** The same structure and texts, and numbers that differ by rounding at most. */
  private static void expectSame(JsonNode then, JsonNode now, String path) {
    if (then.isNumber()) {
      double value = then.doubleValue();
      assertThat(now.doubleValue())
          .as(path)
          .isCloseTo(value, within(Math.abs(value) * 1e-9 + 1e-12));
    } else if (then.isContainerNode()) {
      assertThat(now.size()).as(path).isEqualTo(then.size());
      then.fieldNames()
          .forEachRemaining(name -> expectSame(then.get(name), now.path(name), path + "." + name));
      for (int i = 0; then.isArray() && i < then.size(); i++) {
        expectSame(then.get(i), now.get(i), path + "[" + i + "]");
      }
    } else {
      assertThat(now).as(path).isEqualTo(then);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = OldBundleTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
