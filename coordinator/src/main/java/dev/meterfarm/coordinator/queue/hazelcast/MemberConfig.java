package dev.meterfarm.coordinator.queue.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.QueueConfig;
import java.util.UUID;

/**
 * The Community edition has neither TLS nor authentication, and joins whoever it finds unless told
 * otherwise; so: one address only, no way to join but a list of members, nothing but {@code Long}
 * may be deserialised, nothing is sent home.
 */
final class MemberConfig {
  private static final int FIRST_PORT = 41_700;
  private static final int PORTS = 1_000;
  private static final String SILENT_MEMBER_SECONDS = "10";

  private MemberConfig() {}

  static Config of(MemberSettings settings) {
    Config config = new Config();
    config.setClusterName(
        settings.isAlone() ? "meterfarm-" + UUID.randomUUID() : "meterfarm-" + settings.cluster());
    String address = MemberAddress.require(settings).getHostAddress();
    bind(config.getNetworkConfig(), settings, address);
    bind(config, address);
    keepSmall(config);
    config
        .getSerializationConfig()
        .setAllowUnsafe(false)
        .setJavaSerializationFilterConfig(onlyLongs());
    config.addQueueConfig(new QueueConfig("ready/*").setBackupCount(0).setStatisticsEnabled(false));
    return config;
  }

  private static void bind(NetworkConfig network, MemberSettings settings, String address) {
    if (settings.isAlone()) {
      network.setPort(FIRST_PORT).setPortCount(PORTS).setPortAutoIncrement(true);
    } else {
      network.setPort(settings.port()).setPortAutoIncrement(false);
    }
    network.setReuseAddress(!settings.isAlone()); // a member that starts again wants its port
    network.getInterfaces().setEnabled(true).addInterface(address);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(!settings.isAlone()).setMembers(settings.members());
  }

  private static void bind(Config config, String address) {
    config.setProperty("hazelcast.local.localAddress", address);
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.socket.server.bind.any", "false");
    config.setProperty("hazelcast.socket.client.bind.any", "false");
    config.setProperty("hazelcast.prefer.ipv4.stack", String.valueOf(!address.contains(":")));
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", SILENT_MEMBER_SECONDS);
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
