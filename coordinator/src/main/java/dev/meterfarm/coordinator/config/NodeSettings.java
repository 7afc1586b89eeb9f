package dev.meterfarm.coordinator.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one coordinator node runs; {@code coordinator.yaml}.
 *
 * @param data folder with the ledger, the first administrator's token and the certificate
 * @param address where it listens
 * @param port where it listens; 0 for any free port
 * @param mostJsonBytes largest JSON body of a request
 * @param mostBlobBytes largest model file
 * @param bodyTime how long the body of a request may take to arrive
 * @param idleTime how long a connection may be open without a request
 * @param workers threads that serve requests which need the ledger
 * @param tls how connections are protected
 * @param node its name among coordinators that share a ledger
 * @param database where the ledger is, if not in the data folder
 * @param queue how it shares hints with other coordinators
 */
public record NodeSettings(
    Path data,
    String address,
    int port,
    long mostJsonBytes,
    long mostBlobBytes,
    Duration bodyTime,
    Duration idleTime,
    int workers,
    Tls tls,
    String node,
    Optional<Database> database,
    Queue queue) {
  /**
   * A PostgreSQL database.
   *
   * @param url such as {@code jdbc:postgresql://host:5432/meterfarm}
   * @param user its owner
   * @param passwordFile holds the password in its first line
   */
  public record Database(String url, String user, Path passwordFile) {}

  /**
   * The work queue's own port.
   *
   * @param address an address or interface of a private network
   * @param members all members as {@code host:port}; empty if there is only one
   * @param trustsNetwork accepts an address outside private networks
   */
  public record Queue(String address, int port, List<String> members, boolean trustsNetwork) {
    public Queue {
      members = List.copyOf(members);
    }
  }

  /** How connections are protected. */
  public enum TlsMode {
    /** With a certificate of its own, made at the first start. */
    SELF_SIGNED,
    /** With files that somebody else has made. */
    FILES,
    /** Not at all. */
    OFF
  }

  /**
   * What protects connections.
   *
   * @param certificate PEM file, with FILES
   * @param key PEM file, with FILES
   */
  public record Tls(TlsMode mode, Optional<Path> certificate, Optional<Path> key) {}
}
