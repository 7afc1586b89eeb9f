package dev.meterfarm.coordinator.queue.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.QueueConfig;
import java.util.UUID;

/**
 * A member that stays by itself. The Community edition has neither TLS nor authentication, and
 * joins whoever it finds unless told otherwise; so: loopback only, every way to join off, nothing
 * but {@code Long} may be deserialised, nothing is sent home.
 */
final class LoopbackMember {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int FIRST_PORT = 41_700;
  private static final int PORTS = 1_000;

  private LoopbackMember() {}

  static Config config() {
    Config config = new Config();
    config.setClusterName("meterfarm-" + UUID.randomUUID());
    bindToLoopback(config.getNetworkConfig());
    bindToLoopback(config);
    keepSmall(config);
    config
        .getSerializationConfig()
        .setAllowUnsafe(false)
        .setJavaSerializationFilterConfig(onlyLongs());
    config.addQueueConfig(new QueueConfig("ready/*").setBackupCount(0).setStatisticsEnabled(false));
    return config;
  }

  private static void bindToLoopback(NetworkConfig network) {
    network.setPort(FIRST_PORT).setPortCount(PORTS).setPortAutoIncrement(true);
    network.setReuseAddress(false);
    network.getInterfaces().setEnabled(true).addInterface(LOOPBACK);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(false);
  }

  private static void bindToLoopback(Config config) {
    config.setProperty("hazelcast.local.localAddress", LOOPBACK);
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.socket.server.bind.any", "false");
    config.setProperty("hazelcast.socket.client.bind.any", "false");
    config.setProperty("hazelcast.prefer.ipv4.stack", "true");
    config.setProperty("hazelcast.phone.home.enabled", "false");
  }

  private static void keepSmall(Config config) {
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.health.monitoring.level", "OFF");
    config.setProperty("hazelcast.diagnostics.enabled", "false");
    config.setProperty("hazelcast.jmx", "false");
    config.setProperty("hazelcast.partition.count", "11");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "1");
    config.setProperty("hazelcast.operation.response.thread.count", "1");
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.event.thread.count", "1");
    config.setProperty("hazelcast.clientengine.thread.count", "1");
    config.setProperty("hazelcast.clientengine.query.thread.count", "1");
    config.setProperty("hazelcast.clientengine.blocking.thread.count", "1");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.max.wait.seconds.before.join", "0");
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
  }

  private static JavaSerializationFilterConfig onlyLongs() {
    JavaSerializationFilterConfig filter =
        new JavaSerializationFilterConfig().setDefaultsDisabled(true);
    filter.getWhitelist().addClasses(Long.class.getName(), Number.class.getName());
    return filter;
  }
}
