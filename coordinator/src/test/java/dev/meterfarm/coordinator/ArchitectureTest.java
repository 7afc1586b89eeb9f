package dev.meterfarm.coordinator;

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
    packages = "dev.meterfarm.coordinator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests common = ArchTests.in(CommonRules.class);

  @ArchTest
  static final ArchRule arrows =
      ModuleRules.knowsOnly("coordinator", "graph", "metrics", "predictor", "protocol");

  @ArchTest
  static final ArchRule weka_stays_behind_its_adapter =
      ModuleRules.confined("dev.meterfarm.coordinator..weka..", "weka..");

  @ArchTest
  static final ArchRule hazelcast_stays_behind_its_adapter =
      ModuleRules.confined("dev.meterfarm.coordinator..hazelcast..", "com.hazelcast..");

  @ArchTest
  static final ArchRule vertx_stays_behind_the_http_api =
      ModuleRules.confined("dev.meterfarm.coordinator.http..", "io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule bouncy_castle_only_makes_the_certificate =
      ModuleRules.confined("dev.meterfarm.coordinator.access.tls..", "org.bouncycastle..");

  @ArchTest
  static final ArchRule sql_stays_behind_its_adapter =
      ModuleRules.confined(
          "dev.meterfarm.coordinator..store.sql..",
          "java.sql..",
          "javax.sql..",
          "org.sqlite..",
          "org.flywaydb..",
          "org.postgresql..",
          "com.zaxxer.hikari..");

  @ArchTest
  static void every_package_says_what_it_is_for(JavaClasses classes) throws IOException {
    assertThat(SourceRules.packagesWithoutInfo(Path.of("src/main/java"))).isEmpty();
  }
}
