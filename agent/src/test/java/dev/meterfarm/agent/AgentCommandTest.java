package dev.meterfarm.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.agent.command.AgentCommand;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.graph.tflite.TfliteWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeModel() {
    model = folder.resolve("model.tflite");
    TfliteWriter.write(JobsForTests.conv(14, 16), model);
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (!all.contains("--profiles")
        && !all.isEmpty()
        && List.of("measure", "targets", "doctor").contains(all.get(0))) {
      all.addAll(1, List.of("--profiles", Path.of("..", "device-profiles").toString()));
    }
    return AgentCommand.run(new PrintWriter(out), new PrintWriter(err), all);
  }

  private JsonNode measureJson(int code, String target, Path... files) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of("measure", "--json", "--target", target, "--visits", "2", "--pause", "1ms"));
    for (Path file : files) {
      args.add(file.toString());
    }
    assertThat(run(args.toArray(String[]::new))).isEqualTo(code);
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void measured_files_have_every_documented_field() throws IOException {
    JsonNode row = measureJson(0, "simulated-a", model).get(0);
    List<String> fields = new ArrayList<>();
    row.fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactly(
            "model",
            "target",
            "mode",
            "visits",
            "runs",
            "labelMs",
            "labelStatistic",
            "minMs",
            "p5Ms",
            "p25Ms",
            "medianMs",
            "p95Ms",
            "meanMs");
    assertThat(row.get("visits").intValue()).isEqualTo(2);
    assertThat(row.get("labelMs").doubleValue())
        .isBetween(row.get("minMs").doubleValue(), row.get("medianMs").doubleValue());
  }

  @Test
  void files_that_fail_stay_in_the_array_in_their_place() throws IOException {
    Path truncated = folder.resolve("truncated.tflite");
    byte[] content = Files.readAllBytes(model);
    Files.write(truncated, java.util.Arrays.copyOf(content, content.length / 2));
    JsonNode rows =
        measureJson(4, "simulated-a", folder.resolve("missing.tflite"), model, truncated);
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).get("error").textValue()).contains("missing.tflite");
    assertThat(rows.get(0).has("labelMs")).isFalse();
    assertThat(rows.get(1).has("error")).isFalse();
    assertThat(rows.get(2).get("error").textValue()).isNotBlank();
  }

  @Test
  void the_embedded_device_measures_files() throws IOException {
    assertThat(measureJson(0, "host-cpu", model).get(0).get("labelMs").doubleValue()).isPositive();
  }

  @Test
  void a_first_look_says_that_it_is_one() throws IOException {
    assertThat(run("measure", "--quick", "--json", "--target", "simulated-a", model.toString()))
        .isZero();
    JsonNode row = new ObjectMapper().readTree(out.toString()).get(0);
    assertThat(row.get("mode").textValue()).isEqualTo("quick");
    assertThat(row.get("visits").intValue()).isEqualTo(1);
    assertThat(run("measure", "--quick", "--target", "simulated-a", model.toString())).isZero();
    assertThat(out.toString()).contains("quick: one visit each");
    assertThat(run("measure", "--quick", "--visits=2", "--target", "simulated-a", model.toString()))
        .isEqualTo(2);
  }

  @Test
  void an_unknown_target_is_invalid_input_with_a_suggestion() {
    assertThat(run("measure", "--target", "host-cpi", model.toString())).isEqualTo(3);
    assertThat(err.toString()).contains("did you mean 'host-cpu'?").doesNotContain("\tat ");
  }

  @Test
  void wrong_flags_are_usage_errors() {
    assertThat(run("measure", "--target", "host-cpu", "--visits", "0", "x")).isEqualTo(2);
    assertThat(run("measure", "--target", "host-cpu", "--pause", "soon", "x")).isEqualTo(2);
    assertThat(run("measure")).isEqualTo(2);
    assertThat(run("measur")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void targets_and_help_and_version_and_doctor_answer() {
    assertThat(run("targets")).isZero();
    assertThat(out.toString()).contains("host-cpu-builtin", "simulated-b");
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:");
    assertThat(run("--version")).isZero();
    assertThat(run("doctor")).isZero();
    assertThat(out.toString()).contains("tflite-2.20.0+xnnpack");
  }

  /** Nothing of what these profiles want is on this machine, but for the invented device. */
  private Path profilesOfThingsThatAreNotHere() throws IOException {
    Path profiles = Files.createDirectory(folder.resolve("profiles"));
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Map<String, String> files =
        Map.of(
            "litert",
            """
            driver: litert
            python: /no/python
            targets: {l-cpu: {}, l-gpu: {accelerator: gpu}}
            """,
            "openvino",
            """
            driver: openvino
            tool: /no/benchmark_app
            targets: {o-cpu: {}, o-npu: {device: NPU}}
            """,
            "board",
            "driver: benchmark-model\nmatch: {model: [No Such Board]}\ntargets: {b-cpu: {}}\n",
            "phone",
            "driver: android\nadb: {port: "
                + free
                + "}\ntargets: {p-cpu: {}, p-gpu: {delegate: gpu}}\n",
            "invented",
            "driver: simulated\ntargets: {s-one: {}, s-two: {}}\n");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(
          profiles.resolve(file.getKey() + ".yaml"),
          "device: " + file.getKey() + "\n" + file.getValue());
    }
    return profiles;
  }

  @Test
  void every_target_is_told_with_what_to_do_about_it() throws IOException {
    String profiles = profilesOfThingsThatAreNotHere().toString();

    assertThat(run("devices", "--profiles", profiles)).isZero();

    List<String> lines =
        out.toString().lines().dropWhile(line -> !line.equals("Targets:")).toList();
    assertThat(lines).anyMatch(line -> line.matches(" *ready +s-one, s-two: on simulated"));
    assertThat(lines).anyMatch(line -> line.matches(" *unavailable +l-cpu: .*/no/python.*"));
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    " *unavailable +l-gpu: .*/no/python.*never run on a real GPU.* by us.*"));
    assertThat(lines).anyMatch(line -> line.matches(" *unavailable +o-cpu: .*/no/benchmark_app.*"));
    assertThat(lines)
        .anyMatch(
            line -> line.matches(" *unavailable +o-npu: .*never run on an Intel NPU by us.*"));
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    " *no device +b-cpu: this machine is another one"
                        + " .never run on a real board by us.*"));
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    " *unavailable +p-cpu, p-gpu: no adb server .*adb start-server.*"
                        + "never run on a real phone by us.*"));
    run("doctor", "--profiles", profiles);
    assertThat(out.toString()).contains("NOTE  no device    b-cpu", "NOTE  unavailable  o-npu");
  }

  @Test
  void profiles_that_cannot_be_read_are_told_once_and_before_any_table() throws IOException {
    Path profiles = Files.createDirectory(folder.resolve("wrong"));
    Files.writeString(profiles.resolve("a.yaml"), "device: a\ndriver: litert\npyton: x\n");

    assertThat(run("targets", "--profiles", profiles.toString())).isEqualTo(3);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("pyton");

    assertThat(run("doctor", "--profiles", profiles.toString())).isEqualTo(5);
    assertThat(out.toString()).containsOnlyOnce("pyton");
  }

  @Test
  void the_doctor_fails_where_profiles_are_missing_and_says_what_to_do() {
    assertThat(
            AgentCommand.run(
                new PrintWriter(out),
                new PrintWriter(err),
                List.of("doctor", "--profiles", folder.resolve("none").toString())))
        .isEqualTo(5);
    assertThat(out.toString()).contains("--profiles");
  }
}
