package dev.meterfarm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.meterfarm.coordinator.config.CampaignSpec;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a campaign was about, as the ledger keeps it: whoever goes on with it must ask for the same.
 *
 * @param models folder of the user's networks in the prior; empty for none
 */
record StoredSpec(
    List<String> targets, long seed, List<String> kernels, String sampler, String models) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  StoredSpec {
    targets = List.copyOf(targets);
    kernels = List.copyOf(kernels);
  }

  static StoredSpec of(CampaignSpec spec) {
    return new StoredSpec(
        spec.targets(),
        spec.seed(),
        spec.kernels(),
        spec.sampler().word(),
        spec.models().map(Path::toString).orElse(""));
  }

  static StoredSpec read(String json) {
    try {
      return MAPPER.readValue(json, StoredSpec.class);
    } catch (JsonProcessingException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "the ledger holds a campaign that this version cannot read: " + e.getOriginalMessage(),
          e);
    }
  }

  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts is always JSON", e);
    }
  }

  /** In words, for messages. */
  String words() {
    return "targets "
        + targets
        + ", seed "
        + seed
        + ", kernels "
        + (kernels.isEmpty() ? "all" : kernels)
        + ", sampler "
        + sampler
        + (models.isEmpty() ? "" : ", models " + models);
  }
}
