package dev.meterfarm.houserules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;

/** What holds for every class of every module. */
public final class CommonRules {

  private static final List<String> EMPTY_WORDS =
      List.of("Util", "Utils", "Manager", "Helper", "Helpers", "Impl");

  /** Such a name tells nothing and gathers everything; name the role or the thing instead. */
  @ArchTest
  public static final ArchRule names_say_what_a_class_does =
      CompositeArchRule.of(EMPTY_WORDS.stream().map(CommonRules::noNameEndingWith).toList());

  private CommonRules() {}

  private static ArchRule noNameEndingWith(String word) {
    return noClasses().should().haveSimpleNameEndingWith(word).allowEmptyShould(true);
  }
}
