package dev.meterfarm.coordinator.queue.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.queue.WorkQueueContract;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HazelcastWorkQueueTest extends WorkQueueContract {
  /** State "LISTEN" of /proc/net/tcp. */
  private static final String LISTEN = "0A";

  private static HazelcastWorkQueue queue;

  @BeforeAll
  static void start() {
    queue = HazelcastWorkQueue.start();
  }

  @AfterAll
  static void stop() {
    queue.close();
  }

  @AfterEach
  void empty() {
    queue.clear();
  }

  @Override
  protected WorkQueue queue() {
    return queue;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void only_loopback_is_listened_on() {
    assertThat(sockets("tcp", "tcp6"))
        .filteredOn(socket -> socket.state().equals(LISTEN))
        .as("the member's own port is among them")
        .anyMatch(socket -> socket.port() == queue.port())
        .allMatch(Socket::isLoopback);
    assertThat(sockets("udp", "udp6")).as("no multicast").isEmpty();
  }

  @Test
  void two_members_do_not_find_each_other() {
    try (HazelcastWorkQueue other = HazelcastWorkQueue.start()) {
      other.offer("cpu", new JobId(1));
      assertThat(other.port()).isNotEqualTo(queue.port());
      assertThat(queue.poll(Set.of("cpu"))).isEmpty();
    }
  }

  @Test
  void members_that_know_each_other_share_hints_and_survive_each_other() {
    List<String> members = List.of("127.0.0.1:41601", "127.0.0.1:41602");
    HazelcastWorkQueue first = start(41_601, members);
    try (HazelcastWorkQueue second = start(41_602, members)) {
      assertThat(second.members()).isEqualTo(2);
      CompletableFuture<Void> woken = second.whenReady(Set.of("cpu"));
      first.offer("cpu", new JobId(7));
      await().until(woken::isDone);
      assertThat(second.poll(Set.of("cpu"))).contains(new JobId(7));

      await().until(() -> second.poll(Set.of("cpu")).isEmpty() && !second.mayHave("cpu"));
      first.offer("cpu", new JobId(9));
      await().until(() -> second.mayHave("cpu"));
      assertThat(second.poll(Set.of("cpu"))).contains(new JobId(9));

      first.close();
      await().until(() -> second.members() == 1);
      second.offer("cpu", new JobId(8));
      assertThat(second.poll(Set.of("cpu"))).contains(new JobId(8));
    } finally {
      first.close();
    }
  }

  private static HazelcastWorkQueue start(int port, List<String> members) {
    return HazelcastWorkQueue.start(new MemberSettings("test", "127.0.0.1", port, members, false));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, every interface",
    "203.0.113.7, not an address of this machine",
    "no-such-interface0, neither an address nor a network interface"
  })
  void an_address_that_must_not_be_listened_on_is_refused(String address, String reason) {
    MemberSettings settings = new MemberSettings("test", address, 41_603, List.of("a:1"), false);
    assertThatThrownBy(() -> HazelcastWorkQueue.start(settings))
        .isInstanceOfSatisfying(
            FarmException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
        .hasMessageContainingAll(address, reason);
  }

  /**
   * One line of /proc/net. Addresses are hexadecimal, each 32-bit word in the host's byte order.
   */
  private record Socket(String address, int port, String state, String inode) {
    static Socket parse(String line) {
      String[] words = line.trim().split("\\s+", -1);
      String[] local = words[1].split(":", -1);
      return new Socket(local[0], Integer.parseInt(local[1], 16), words[3], words[9]);
    }

    boolean isLoopback() {
      return address.equals("0100007F")
          || address.equals("0000000000000000FFFF00000100007F")
          || address.equals("00000000000000000000000001000000");
    }
  }

  /** The sockets of this process. */
  private static List<Socket> sockets(String... tables) {
    Set<String> own = ownInodes();
    return Stream.of(tables)
        .map(table -> Path.of("/proc/self/net", table))
        .filter(Files::exists)
        .flatMap(HazelcastWorkQueueTest::lines)
        .map(Socket::parse)
        .filter(socket -> own.contains(socket.inode()))
        .toList();
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readAllLines(table).stream().skip(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> ownInodes() {
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file) && !Files.isRegularFile(file)) {
          String name = Files.readSymbolicLink(file).toString();
          if (name.startsWith("socket:[")) {
            inodes.add(name.substring("socket:[".length(), name.length() - 1));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inodes;
  }
}
