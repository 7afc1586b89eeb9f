package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.tls.ServerCertificate;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the server listens and what it puts up with.
 *
 * @param address the address to bind to
 * @param port the port; 0 for any that is free
 * @param mostJsonBytes largest JSON body
 * @param mostBlobBytes largest file
 * @param bodyTime how long a body may take to arrive
 * @param idleTime how long a connection may be open without a request
 * @param eventLoops threads that read and write
 * @param certificate what to encrypt with; empty for plain HTTP
 */
public record ServerSettings(
    String address,
    int port,
    long mostJsonBytes,
    long mostBlobBytes,
    Duration bodyTime,
    Duration idleTime,
    int eventLoops,
    Optional<ServerCertificate> certificate) {}
