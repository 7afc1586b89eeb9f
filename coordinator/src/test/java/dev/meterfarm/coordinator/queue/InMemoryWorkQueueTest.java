package dev.meterfarm.coordinator.queue;

class InMemoryWorkQueueTest extends WorkQueueContract {
  private final WorkQueue queue = new InMemoryWorkQueue();

  @Override
  protected WorkQueue queue() {
    return queue;
  }
}
