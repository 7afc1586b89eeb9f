package dev.meterfarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.meterfarm.houserules.CommonRules;
import dev.meterfarm.houserules.ModuleRules;
import dev.meterfarm.houserules.SourceRules;
import java.io.IOException;
import java.nio.file.Path;

@AnalyzeClasses(
    packages = "dev.meterfarm.benchmarks",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests common = ArchTests.in(CommonRules.class);

  @ArchTest
  static final ArchRule arrows =
      ModuleRules.knowsOnly(
          "benchmarks",
          "agent",
          "cli",
          "coordinator",
          "graph",
          "predictor",
          "protocol",
          "testkit",
          "virtualphone");

  @ArchTest
  static void every_package_says_what_it_is_for(JavaClasses classes) throws IOException {
    assertThat(SourceRules.packagesWithoutInfo(Path.of("src/main/java"))).isEmpty();
  }
}
