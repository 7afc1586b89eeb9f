package dev.meterfarm.virtualphone.adb;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a device says of itself when it is connected to.
 *
 * @param version of the protocol
 * @param maxData the largest payload that it takes
 * @param properties such as {@code ro.product.model}
 * @param features such as {@code shell_v2}
 */
public record Banner(
    int version, int maxData, Map<String, String> properties, List<String> features) {
  public Banner {
    properties = Map.copyOf(properties);
    features = List.copyOf(features);
  }

  String text() {
    String described =
        properties.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getKey() + "=" + e.getValue().replaceAll("[:;=]", "_") + ";")
            .collect(Collectors.joining());
    return "device::"
        + described
        + (features.isEmpty() ? "" : "features=" + String.join(",", features));
  }
}
