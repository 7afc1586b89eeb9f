package dev.meterfarm.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativesTest {
  @Test
  void an_old_c_library_is_named_with_the_version_it_lacks() {
    assertThat(
            NativesProblem.explain(
                new UnsatisfiedLinkError(
                    "/root/.javacpp/cache/libjnitensorflowlite.so: /lib/x86_64-linux-gnu/libc.so.6:"
                        + " version `GLIBC_2.34' not found")))
        .contains("GLIBC 2.34")
        .contains("Ubuntu 22.04");
    assertThat(
            NativesProblem.explain(
                new UnsatisfiedLinkError("libstdc++.so.6: version `GLIBCXX_3.4.30' not found")))
        .contains("GLIBCXX 3.4.30");
  }

  @Test
  void another_platform_is_told_what_works_there() {
    NoClassDefFoundError error = new NoClassDefFoundError("Could not initialize class");
    error.initCause(new UnsatisfiedLinkError("no jnitensorflowlite in java.library.path"));
    assertThat(NativesProblem.explain(error))
        .contains("linux-x86_64")
        .contains("simulated targets")
        .contains("jnitensorflowlite");
  }
}
