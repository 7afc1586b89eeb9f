package dev.meterfarm.agent.openvino;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of OpenVINO.
 *
 * @param year such as 2026
 * @param release within the year
 * @param patch 0 where there is none
 */
record OpenVinoVersion(int year, int release, int patch) implements Comparable<OpenVinoVersion> {
  private static final Pattern BUILD =
      Pattern.compile("\\b(20\\d\\d)\\.(\\d{1,2})(?:\\.(\\d{1,3}))?\\b");
  private static final Comparator<OpenVinoVersion> ORDER =
      Comparator.comparingInt(OpenVinoVersion::year)
          .thenComparingInt(OpenVinoVersion::release)
          .thenComparingInt(OpenVinoVersion::patch);

  /** The version in a build's name, such as {@code 2026.4.1-22982-e213a147257-releases/2026/4}. */
  static Optional<OpenVinoVersion> find(String build) {
    Matcher found = BUILD.matcher(build);
    if (!found.find()) {
      return Optional.empty();
    }
    String patch = found.group(3);
    return Optional.of(
        new OpenVinoVersion(
            Integer.parseInt(found.group(1)),
            Integer.parseInt(found.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  boolean isAtLeast(int otherYear, int otherRelease) {
    return compareTo(new OpenVinoVersion(otherYear, otherRelease, 0)) >= 0;
  }

  @Override
  public int compareTo(OpenVinoVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return year + "." + release + "." + patch;
  }
}
