package dev.meterfarm.agent.driver;

import java.util.Objects;

/**
 * What devices are called by an agent. A profile names a device without knowing which machine reads
 * it; to a coordinator with many agents a name has to say which of them is meant, because it is
 * what is fenced. Immutable.
 */
public final class DeviceNames {
  /** What a device is a part of, and so what tells it from those of other agents. */
  public enum Part {
    /** It tells itself who it is, as phones do by their serials. */
    NOTHING,
    /** The machine: two agents there have the same one, and must not both measure on it. */
    MACHINE,
    /** The agent: it does not exist anywhere else. */
    AGENT
  }

  /** As profiles write them: good enough for an agent in the coordinator's own process. */
  public static final DeviceNames AS_WRITTEN = new DeviceNames("", "");

  private final String machine;
  private final String agent;

  private DeviceNames(String machine, String agent) {
    this.machine = machine;
    this.agent = agent;
  }

  /**
   * Names that begin with the place.
   *
   * @param machine name of the machine; empty if it has none
   * @param agent name of the agent
   */
  public static DeviceNames at(String machine, String agent) {
    Objects.requireNonNull(agent, "agent");
    return new DeviceNames(machine.isEmpty() ? agent : machine, agent);
  }

  /** The name of what a profile calls {@code device}. */
  public String of(String device, Part part) {
    String place =
        switch (part) {
          case NOTHING -> "";
          case MACHINE -> machine;
          case AGENT -> agent;
        };
    return place.isEmpty() ? device : place + "/" + device;
  }
}
