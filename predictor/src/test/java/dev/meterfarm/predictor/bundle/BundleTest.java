package dev.meterfarm.predictor.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.predictor.kernels.KernelFamily;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  @TempDir Path folder;
  private Path zip;

  @BeforeEach
  void writeBundle() throws IOException {
    zip = folder.resolve("small.zip");
    BundleWriter.write(SmallBundle.bundle(), SmallBundle.extraFiles(), zip);
  }

  private static void expectSame(Bundle read) {
    Bundle written = SmallBundle.bundle();
    assertThat(read.manifest()).isEqualTo(written.manifest());
    assertThat(read.rules()).isEqualTo(written.rules());
    assertThat(read.roofline()).isEqualTo(written.roofline());
    assertThat(read.generic()).isEqualTo(written.generic());
    assertThat(read.context()).isEqualTo(written.context());
    assertThat(read.predictors().keySet()).isEqualTo(written.predictors().keySet());
    KernelPredictor one = read.predictors().get(KernelFamily.CONV);
    KernelPredictor other = written.predictors().get(KernelFamily.CONV);
    assertThat(one.featureNames()).isEqualTo(other.featureNames());
    assertThat(one.highest()).isEqualTo(other.highest());
    assertThat(one.accuracy()).isEqualTo(other.accuracy());
    assertThat(one.training()).isEqualTo(other.training());
    assertThat(one.relativeSigma()).isEqualTo(other.relativeSigma());
  }

  @Test
  void a_zip_brings_back_what_was_written() throws IOException {
    expectSame(BundleReader.read(zip));
    try (BundleFiles files = BundleFiles.open(zip)) {
      assertThat(files.names())
          .contains("manifest.json", "fusion-rules.json", "kernels/conv.onnx", "report.html");
      assertThat(files.find("samples/conv.csv"))
          .hasValueSatisfying(
              csv -> assertThat(new String(csv, StandardCharsets.UTF_8)).contains("49"));
      assertThat(files.find("samples/none.csv")).isEmpty();
    }
  }

  @Test
  void an_unpacked_bundle_is_read_too() throws IOException {
    expectSame(BundleReader.read(unpack()));
  }

  @Test
  void equal_bundles_are_equal_files() throws IOException {
    Path again = folder.resolve("again.zip");

    BundleWriter.write(SmallBundle.bundle(), SmallBundle.extraFiles(), again);

    assertThat(again).hasSameBinaryContentAs(zip);
  }

  @Test
  void nothing_but_the_bundle_is_left_in_its_folder() throws IOException {
    BundleWriter.write(SmallBundle.bundle(), Map.of(), zip);
    assertThatThrownBy(
            () -> BundleWriter.write(SmallBundle.bundle(), Map.of("../x", new byte[0]), zip))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'../x'");

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(zip);
    }
  }

  @Test
  void a_newer_schema_is_refused_with_both_versions_and_the_remedy() throws IOException {
    Path unpacked = unpack();
    edit(unpacked, "manifest.json", "\"schemaVersion\" : 2", "\"schemaVersion\" : 7");

    assertThatThrownBy(() -> BundleReader.read(unpacked))
        .isInstanceOfSatisfying(
            NewerBundleException.class,
            e -> {
              assertThat(e.found()).isEqualTo(7);
              assertThat(e.supported()).isEqualTo(Manifest.SCHEMA_VERSION);
            })
        .hasMessageContaining("schema 7")
        .hasMessageContaining("up to schema 2")
        .hasMessageContaining("0.1.0-test")
        .hasMessageContaining("coordinator retrain");
  }

  @Test
  void fields_files_and_families_of_a_later_version_are_ignored() throws IOException {
    Path unpacked = unpack();
    edit(unpacked, "manifest.json", "\"campaign\"", "\"later\" : {}, \"campaign\"");
    edit(unpacked, "manifest.json", "\"scales\" : {", "\"scales\" : { \"attention\" : 0.5,");
    Files.writeString(unpacked.resolve("kernels/attention.json"), "{}");

    expectSame(BundleReader.read(unpacked));
  }

  @Test
  void changed_missing_and_broken_files_are_named() throws IOException {
    Path changed = unpack();
    edit(changed, "fusion-rules.json", "FUSED", "SEPARATE");
    assertThatThrownBy(() -> BundleReader.read(changed))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("fusion-rules.json is not what the manifest says");

    Files.delete(changed.resolve("fusion-rules.json"));
    assertThatThrownBy(() -> BundleReader.read(changed))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("lacks fusion-rules.json");

    edit(changed, "manifest.json", "\"seed\" : 42", "\"seed\" : \"many\"");
    assertThatThrownBy(() -> BundleReader.read(changed))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("manifest.json.seed must be an integer");

    assertThatThrownBy(() -> BundleReader.read(folder.resolve("nowhere.zip")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("there is no bundle at");
  }

  @Test
  void a_zip_cut_short_or_with_a_flipped_byte_never_gets_past_the_reader() throws IOException {
    byte[] whole = Files.readAllBytes(zip);
    Path broken = folder.resolve("broken.zip");
    for (int length = 0; length < whole.length; length += whole.length / 40) {
      Files.write(broken, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> BundleReader.read(broken)).isInstanceOf(BundleException.class);
    }
    for (int at = 0; at < whole.length; at += 31) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x10;
      Files.write(broken, flipped);
      try {
        expectSame(BundleReader.read(broken)); // the byte was in a file that is not used
      } catch (BundleException e) {
        assertThat(e).hasMessageContaining("broken.zip");
      }
    }
  }

  @Test
  void a_zip_with_names_that_lead_out_is_refused() throws IOException {
    Path bad = folder.resolve("bad.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bad))) {
      out.putNextEntry(new ZipEntry("../../etc/manifest.json"));
    }

    assertThatThrownBy(() -> BundleReader.read(bad))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("unsafe name");
  }

  @Test
  void an_entry_that_unpacks_to_too_much_is_refused() throws IOException {
    Path bomb = folder.resolve("bomb.zip");
    try (OutputStream file = Files.newOutputStream(bomb);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.putNextEntry(new ZipEntry("manifest.json"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 65; i++) {
        out.write(zeros);
      }
    }

    assertThatThrownBy(() -> BundleReader.read(bomb))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("larger than 64 MiB");
  }

  private Path unpack() throws IOException {
    Path unpacked = folder.resolve("unpacked");
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        Path target = unpacked.resolve(entry.getName());
        Files.createDirectories(target.getParent());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        file.getInputStream(entry).transferTo(content);
        Files.write(target, content.toByteArray());
      }
    }
    return unpacked;
  }

  private static void edit(Path folder, String name, String from, String to) throws IOException {
    Path file = folder.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
