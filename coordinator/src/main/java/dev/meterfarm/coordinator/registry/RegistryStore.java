package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Where the registry is kept. Each call is one transaction and blocks until it is durable; a change
 * of state, and every order of a person, becomes a line of the history in the same transaction.
 * Changes are called inside the transaction: they must be quick and pure.
 */
public interface RegistryStore {
  /** The ledger's clock, which everything here goes by. */
  Clock clock();

  /** All devices, by id. */
  List<DeviceRecord> devices();

  /** All agents, by name. */
  List<AgentRecord> agents();

  /** Changes devices; a change that returns an equal record stores nothing. */
  List<Change<DeviceRecord>> changeDevices(
      Collection<DeviceId> ids,
      Cause cause,
      BiFunction<DeviceId, Optional<DeviceRecord>, DeviceRecord> change);

  /** The same for agents. */
  List<Change<AgentRecord>> changeAgents(
      Collection<String> names,
      Cause cause,
      BiFunction<String, Optional<AgentRecord>, AgentRecord> change);

  /** The history, the latest first. */
  List<RegistryEvent> events(int limit);
}
