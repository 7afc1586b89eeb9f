package dev.meterfarm.houserules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule that can't fail guards nothing. */
class RulesTest {

  private static final String ALPHA = "houserules.fixture.alpha";
  private static final String BETA = "houserules.fixture.beta";

  @Test
  void a_module_may_not_use_one_that_it_does_not_name() {
    assertThat(violations(ModuleRules.knowsOnly(ALPHA), ALPHA)).isTrue();
    assertThat(violations(ModuleRules.knowsOnly(ALPHA, BETA), ALPHA)).isFalse();
    assertThat(violations(ModuleRules.knowsOnly(BETA), BETA)).isFalse();
  }

  @Test
  void a_confined_library_is_seen_elsewhere() {
    ArchRule inAlpha = ModuleRules.confined("dev.meterfarm." + ALPHA + "..", "java.util..");

    assertThat(violations(inAlpha, ALPHA)).isFalse();
    assertThat(violations(inAlpha, BETA)).isTrue();
  }

  @Test
  void an_empty_word_at_the_end_of_a_name_is_refused() {
    assertThat(violations(CommonRules.names_say_what_a_class_does, ALPHA)).isTrue();
    assertThat(violations(CommonRules.names_say_what_a_class_does, BETA)).isFalse();
  }

  @Test
  void rules_pass_on_a_module_without_classes() {
    assertThat(violations(ModuleRules.knowsOnly("nothing"), "nothing")).isFalse();
    assertThat(violations(CommonRules.names_say_what_a_class_does, "nothing")).isFalse();
  }

  @Test
  void a_package_without_info_is_found(@TempDir Path root) throws IOException {
    Path told = Files.createDirectories(root.resolve("a"));
    Path untold = Files.createDirectories(root.resolve("a/b"));
    Files.createFile(told.resolve("package-info.java"));
    Files.createFile(told.resolve("A.java"));
    Files.createFile(untold.resolve("B.java"));

    assertThat(SourceRules.packagesWithoutInfo(root)).containsExactly(untold);
    assertThat(SourceRules.packagesWithoutInfo(root.resolve("absent"))).isEmpty();
  }

  private static boolean violations(ArchRule rule, String module) {
    JavaClasses classes = new ClassFileImporter().importPackages("dev.meterfarm." + module);
    return rule.evaluate(classes).hasViolation();
  }
}
