package dev.meterfarm.coordinator.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.validation.Suggestion;
import dev.meterfarm.protocol.wire.DurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes a {@link CampaignSpec} of a campaign file and flags; flags win. Relative paths, in the file
 * as in flags, count from the working directory.
 */
public final class CampaignLoader {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "targets",
          "budget",
          "jobs",
          "seed",
          "kernels",
          "models",
          "evaluate",
          "out",
          "convergence",
          "sampler");
  private static final Set<String> ORDER_KEYS =
      KEYS.stream().filter(key -> !key.equals("out")).collect(Collectors.toUnmodifiableSet());
  private static final Pattern FILE_NAME = Pattern.compile("[^/\\\\\\x00-\\x1f]{1,200}\\.tflite");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Duration DEFAULT_BUDGET = Duration.ofMinutes(10);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern JOBS = Pattern.compile("(\\d{1,9}) ?jobs?");

  private final Set<String> knownTargets;
  private final Set<String> knownKernels;

  /**
   * @param knownTargets names that a target may have; empty if any
   * @param knownKernels words that name kernel families; empty if any
   */
  public CampaignLoader(Set<String> knownTargets, Set<String> knownKernels) {
    this.knownTargets = Set.copyOf(knownTargets);
    this.knownKernels = Set.copyOf(knownKernels);
  }

  /**
   * Reads and checks.
   *
   * @param file the campaign file; without one, flags and defaults say everything
   * @throws dev.meterfarm.protocol.validation.InvalidInputException with all problems
   */
  public CampaignSpec load(Optional<Path> file, CampaignOverrides flags) {
    return load(file, flags, Optional.empty());
  }

  /**
   * The same for a campaign that goes on.
   *
   * @param begun what holds where neither file nor flags say anything
   */
  public CampaignSpec load(
      Optional<Path> file, CampaignOverrides flags, Optional<CampaignOrder> begun) {
    Problems problems = new Problems();
    String subject = file.map(path -> "campaign " + path).orElse("the campaign");
    JsonNode tree = file.map(path -> read(path, problems)).orElse(MissingNode.getInstance());
    String where = file.map(Path::toString).orElse("campaign");
    Section root = Section.of(tree, where, KEYS, problems);
    CampaignSpec spec = new Reading(root, flags, begun, problems).spec(true);
    problems.throwIfAny(subject);
    return spec;
  }

  /**
   * Reads and checks what somebody sent: the keys of a campaign file, but for {@code out}, and with
   * files that the ledger holds instead of folders.
   *
   * @param text JSON or YAML
   * @throws dev.meterfarm.protocol.validation.InvalidInputException with all problems
   */
  public CampaignOrder order(String text) {
    Problems problems = new Problems();
    Section root = Section.of(parse(text, "campaign", problems), "campaign", ORDER_KEYS, problems);
    CampaignSpec spec =
        new Reading(root, CampaignOverrides.NONE, Optional.empty(), problems).spec(false);
    CampaignOrder order =
        CampaignOrder.of(spec, files(root, "models", problems), files(root, "evaluate", problems));
    problems.throwIfAny("the campaign");
    return order;
  }

  private static List<ModelFile> files(Section root, String key, Problems problems) {
    List<ModelFile> files = new ArrayList<>();
    for (Section file : root.sections(key, Set.of("name", "sha256"))) {
      String name = file.text("name").orElse("");
      String sha256 = file.text("sha256").orElse("");
      problems.require(
          FILE_NAME.matcher(name).matches(),
          file.place("name"),
          name,
          "must be the name of a .tflite file, without a folder",
          "");
      problems.require(
          SHA_256.matcher(sha256).matches(),
          file.place("sha256"),
          sha256,
          "must be 64 hexadecimal digits in lower case",
          "upload the file first: PUT /api/v1/blobs/{sha256}");
      files.add(new ModelFile(name, sha256));
    }
    return files;
  }

  private static JsonNode read(Path file, Problems problems) {
    try {
      return parse(Files.readString(file), file.toString(), problems);
    } catch (IOException e) {
      problems.add(file.toString(), "", "cannot be read: " + e, "give the path of a campaign file");
    }
    return MissingNode.getInstance();
  }

  private static JsonNode parse(String text, String where, Problems problems) {
    YAMLMapper mapper =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try {
      JsonNode tree = mapper.readTree(text);
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null ? "" : " line " + Math.max(1, e.getLocation().getLineNr());
      problems.add(where + place, "", "is not YAML: " + firstLine(e.getOriginalMessage()), "");
    }
    return MissingNode.getInstance();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** A value and where it came from. */
  private record Said(String value, String where) {}

  /** One reading of one file with one set of flags. */
  private final class Reading {
    private final Section root;
    private final CampaignOverrides flags;
    private final Optional<CampaignOrder> begun;
    private final Problems problems;

    Reading(
        Section root, CampaignOverrides flags, Optional<CampaignOrder> begun, Problems problems) {
      this.root = root;
      this.flags = flags;
      this.begun = begun;
      this.problems = problems;
    }

    /**
     * @param here whether paths are those of this machine
     */
    CampaignSpec spec(boolean here) {
      List<String> targets =
          words("targets", "--target", flags.targets(), knownTargets, "is not a known target");
      List<String> kernels =
          words("kernels", "--kernels", flags.kernels(), knownKernels, "is not a kernel family");
      return new CampaignSpec(
          name(),
          orBegun(targets, CampaignOrder::targets, List.of("host-cpu")),
          budget(),
          seed(),
          orBegun(kernels, CampaignOrder::kernels, List.of()),
          here ? folder("models", "--models", flags.models()) : Optional.empty(),
          here ? folder("evaluate", "--evaluate", flags.evaluate()) : Optional.empty(),
          here ? out() : Path.of("."),
          convergence(),
          sampler());
    }

    private List<String> orBegun(
        List<String> said, Function<CampaignOrder, List<String>> of, List<String> otherwise) {
      return said.isEmpty() ? begun.map(of).orElse(otherwise) : said;
    }

    private Optional<Said> said(String key, String flag, Optional<String> typed) {
      return typed
          .map(value -> new Said(value, flag))
          .or(() -> root.text(key).map(value -> new Said(value, root.place(key))));
    }

    private void refuse(Said said, String rule) {
      problems.add(said.where(), said.value(), rule, "");
    }

    private String name() {
      String name = root.text("name").orElse(begun.map(CampaignOrder::name).orElse("campaign"));
      problems.require(
          NAME.matcher(name).matches(),
          root.place("name"),
          name,
          "must be up to 64 letters, digits, dots, dashes or underscores",
          "");
      return name;
    }

    private List<String> words(
        String key, String flag, List<String> typed, Set<String> known, String rule) {
      List<String> words = typed.isEmpty() ? root.words(key) : typed;
      String where = typed.isEmpty() ? root.place(key) : flag;
      for (String word : words) {
        if (word.isBlank()) {
          problems.add(where, word, "must not be blank", "");
        } else if (!known.isEmpty() && !known.contains(word)) {
          problems.add(where, word, rule, Suggestion.remedy(word, known));
        }
      }
      return words.stream().distinct().toList();
    }

    private Budget budget() {
      OptionalInt jobs =
          root.text("jobs").isPresent()
              ? OptionalInt.of(root.count("jobs", 1, 1, 100_000_000))
              : OptionalInt.empty();
      Optional<Said> said = said("budget", "--budget", flags.budget());
      if (said.isEmpty()) {
        return begun
            .map(of -> new Budget(of.budget(), of.jobBudget()))
            .orElse(new Budget(DEFAULT_BUDGET, jobs));
      }
      Matcher count = JOBS.matcher(said.get().value().strip());
      if (count.matches() && Integer.parseInt(count.group(1)) > 0) {
        return new Budget(DEFAULT_BUDGET, OptionalInt.of(Integer.parseInt(count.group(1))));
      }
      Optional<Duration> time =
          DurationText.parse(said.get().value()).filter(duration -> !duration.isZero());
      if (time.isEmpty()) {
        refuse(
            said.get(),
            "must be "
                + DurationText.RULE
                + ", or for simulated targets, software GPUs and tools that are started for each"
                + " visit a count such as 400 jobs");
      }
      return new Budget(time.orElse(DEFAULT_BUDGET), jobs);
    }

    private long seed() {
      Optional<Said> said = said("seed", "--seed", flags.seed());
      try {
        return said.map(seed -> Long.parseLong(seed.value().strip()))
            .orElse(begun.map(CampaignOrder::seed).orElse(1L));
      } catch (NumberFormatException e) {
        refuse(said.orElseThrow(), "must be a whole number of up to 18 digits");
        return 1;
      }
    }

    private Optional<Path> path(Said said) {
      try {
        return said.value().isBlank() ? Optional.empty() : Optional.of(Path.of(said.value()));
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    private Optional<Path> folder(String key, String flag, Optional<String> typed) {
      Optional<Said> said = said(key, flag, typed);
      Optional<Path> folder = said.flatMap(this::path);
      if (said.isPresent() && !folder.map(p -> Files.isDirectory(p)).orElse(false)) {
        refuse(said.get(), "must be a folder that exists");
      }
      return folder;
    }

    private Path out() {
      Optional<Said> said = said("out", "--out", flags.out());
      Optional<Path> out = said.flatMap(this::path);
      if (said.isPresent()
          && !out.map(path -> !Files.exists(path) || Files.isDirectory(path)).orElse(false)) {
        refuse(said.get(), "must be a folder, which is made if it is missing");
      }
      return out.orElse(CampaignSpec.USUAL_OUT);
    }

    private Convergence convergence() {
      double preset = begun.map(CampaignOrder::goal).orElse(Convergence.DEFAULT.within10Percent());
      Section section = root.section("convergence", Set.of("within10Percent"));
      return new Convergence(section.number("within10Percent", preset, 0, 1));
    }

    private SamplerPolicy sampler() {
      Optional<String> word = root.text("sampler");
      if (word.isEmpty()) {
        return begun.map(CampaignOrder::policy).orElse(SamplerPolicy.ADAPTIVE);
      }
      Optional<SamplerPolicy> policy =
          Arrays.stream(SamplerPolicy.values())
              .filter(candidate -> candidate.word().equals(word.get()))
              .findFirst();
      if (policy.isEmpty()) {
        List<String> known =
            Arrays.stream(SamplerPolicy.values()).map(SamplerPolicy::word).toList();
        problems.add(
            root.place("sampler"),
            word.get(),
            "must be one of " + String.join(", ", known),
            Suggestion.remedy(word.get(), known));
      }
      return policy.orElse(SamplerPolicy.ADAPTIVE);
    }
  }
}
