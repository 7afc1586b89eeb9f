package dev.meterfarm.coordinator.config;

import java.nio.file.Path;
import java.time.Duration;

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
 */
public record NodeSettings(
    Path data,
    String address,
    int port,
    long mostJsonBytes,
    long mostBlobBytes,
    Duration bodyTime,
    Duration idleTime,
    int workers) {}
