package dev.meterfarm.coordinator.config;

import java.nio.file.Path;
import java.time.Duration;
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
    Tls tls) {
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
