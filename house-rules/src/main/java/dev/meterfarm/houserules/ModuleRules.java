package dev.meterfarm.houserules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Who may know whom. Every rule passes on a module that has no classes yet. */
public final class ModuleRules {

  private static final String BASE = "dev.meterfarm.";

  private ModuleRules() {}

  /**
   * The module may use itself and the given modules of ours, and no other.
   *
   * @param module the package below {@code dev.meterfarm}, like {@code "agent"}
   * @param others the modules it may know
   */
  public static ArchRule knowsOnly(String module, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(module), Arrays.stream(others))
            .map(name -> BASE + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(BASE + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(BASE.concat(".")).and(not(resideInAnyPackage(allowed))))
        .because(
            "ARCHITECTURE.md lets " + module + " know only itself and " + Arrays.asList(others))
        .allowEmptyShould(true);
  }

  /**
   * Types of a library stay behind the package that adapts it, so that it can be replaced or
   * upgraded in one place.
   *
   * @param home the only package that may use them, in ArchUnit's notation
   * @param library the library's packages, in ArchUnit's notation
   */
  public static ArchRule confined(String home, String... library) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .because(String.join(", ", library) + " may be used in " + home + " only")
        .allowEmptyShould(true);
  }
}
