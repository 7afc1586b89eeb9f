package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceView;
import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.FarmOrders;
import dev.meterfarm.protocol.device.DeviceId;
import java.time.Duration;
import java.util.Locale;

/** {@code POST /api/v1/devices/orders}: pause, resume, quarantine, release or retire a device. */
public final class DeviceOrderHandler implements RouteHandler {
  private final FarmOrders orders;
  private final AccessControl access;

  public DeviceOrderHandler(FarmOrders orders, AccessControl access) {
    this.orders = orders;
    this.access = access;
  }

  @Override
  public Route route() {
    return Route.post("/api/v1/devices/orders", Role.OPERATOR);
  }

  @Override
  public Reply handle(Call call) {
    DeviceOrder order = call.read(DeviceOrder.class);
    DeviceId device = new DeviceId(order.device());
    String by = call.caller().name();
    DeviceRecord after =
        switch (order.order()) {
          case PAUSE ->
              orders.pauseDevice(device, order.duration().orElse(Duration.ZERO), order.note(), by);
          case RESUME -> orders.resumeDevice(device, by);
          case QUARANTINE -> orders.quarantine(device, order.note(), by);
          case RELEASE -> orders.release(device, order.note(), by);
          case RETIRE -> orders.retireDevice(device, order.note(), by);
        };
    String verb = order.order().name().toLowerCase(Locale.ROOT);
    access.audit(by, verb, "device " + device, "done", call.remote());
    return CampaignMessages.json(DeviceView.of(after));
  }
}
