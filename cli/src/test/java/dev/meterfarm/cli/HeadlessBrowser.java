package dev.meterfarm.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Chromium that opens a page, tells how it came out and takes a picture of it. */
final class HeadlessBrowser {
  private static final int HEIGHT = 6_000;

  /** It has no windows narrower than this, so pages are shown in a frame. */
  private static final int NARROWEST = 500;

  private static final String BEGIN = "<pre id=\"probe\" hidden=\"\">";

  /** Runs inside the frame; what it finds out is the text of an invisible element around it. */
  private static final String PROBE =
      """
      <script>
      const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1
          && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
      const plots = [...document.querySelectorAll('svg')].map(svg => {
        const frame = svg.getBoundingClientRect();
        return {name: svg.getAttribute('aria-label'), width: frame.width, height: frame.height,
            marks: svg.querySelectorAll('circle, polyline').length,
            cut: [...svg.querySelectorAll('text')]
                .filter(t => !inside(t.getBoundingClientRect(), frame)).map(t => t.textContent)};
      });
      const pre = document.createElement('pre');
      pre.id = 'probe';
      pre.hidden = true;
      pre.textContent = JSON.stringify({width: innerWidth,
          contentWidth: document.documentElement.scrollWidth, plots});
      parent.document.body.append(pre);
      </script>
      """;

  private final String program;
  private final Path folder;

  /**
   * How a page came out.
   *
   * @param width width of the frame in pixels
   * @param contentWidth width of what is in it; more means that the page scrolls sideways
   * @param plots its plots
   * @param complaints what the browser wrote to its console
   */
  record Look(int width, int contentWidth, List<Plot> plots, List<String> complaints) {}

  /**
   * A plot as it came out.
   *
   * @param marks points and curves in it
   * @param cutTexts texts that are not completely inside
   */
  record Plot(String name, double width, double height, int marks, List<String> cutTexts) {}

  private HeadlessBrowser(String program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * The browser of this machine. Without one the test is skipped, unless {@code
   * METERFARM_REQUIRE_BROWSER} is 1.
   *
   * @param folder for its profile and for pictures
   */
  static HeadlessBrowser require(Path folder) {
    String found =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .filter(name -> Files.isExecutable(Path.of(name)))
            .findFirst()
            .orElse(null);
    if (found == null && "1".equals(System.getenv("METERFARM_REQUIRE_BROWSER"))) {
      throw new AssertionError("METERFARM_REQUIRE_BROWSER is 1, but there is no Chromium");
    }
    assumeTrue(found != null, "skipped: no Chromium (Debian: apt install chromium)");
    return new HeadlessBrowser(found, folder);
  }

  /** Opens a page in a frame of this width and takes a picture of it. */
  Look open(String html, int width, Path picture) throws IOException, InterruptedException {
    String content = (html + PROBE).replace("&", "&amp;").replace("\"", "&quot;");
    String frame =
        String.format(
            Locale.ROOT,
            "<!doctype html><meta charset=utf-8><body style='margin:0'>"
                + "<iframe style='border:0;width:%dpx;height:%dpx' srcdoc=\"%s\"></iframe>",
            width,
            HEIGHT,
            content);
    Path page = Files.writeString(folder.resolve("page.html"), frame);
    Path out = folder.resolve("dom.html");
    Path err = folder.resolve("browser.log");
    Process process =
        new ProcessBuilder(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=" + Math.max(width, NARROWEST) + "," + HEIGHT,
                "--screenshot=" + picture.toAbsolutePath(),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("the browser was killed after two minutes");
    }
    return look(Files.readString(out), Files.readAllLines(err, StandardCharsets.UTF_8));
  }

  private static Look look(String dom, List<String> log) throws IOException {
    int from = dom.indexOf(BEGIN);
    if (from < 0) {
      throw new AssertionError("the browser did not open the page: " + log);
    }
    String json = dom.substring(from + BEGIN.length(), dom.indexOf("</pre>", from));
    JsonNode probe = new ObjectMapper().readTree(json);
    List<Plot> plots = new ArrayList<>();
    for (JsonNode plot : probe.path("plots")) {
      List<String> cut = new ArrayList<>();
      plot.path("cut").forEach(text -> cut.add(text.asText()));
      plots.add(
          new Plot(
              plot.path("name").asText(),
              plot.path("width").asDouble(),
              plot.path("height").asDouble(),
              plot.path("marks").asInt(),
              cut));
    }
    return new Look(
        probe.path("width").asInt(),
        probe.path("contentWidth").asInt(),
        plots,
        log.stream().filter(line -> line.contains(":CONSOLE")).toList());
  }
}
