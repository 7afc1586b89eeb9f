package dev.meterfarm.virtualphone.files;

/** The space on a phone's disk. */
public final class Storage {
  private final long capacity;
  private long free;

  /** A disk of {@code capacity} bytes, of which {@code free} are free. */
  public Storage(long capacity, long free) {
    this.capacity = capacity;
    this.free = free;
  }

  synchronized void take(long bytes) throws PhoneFileException {
    if (bytes > free) {
      throw new PhoneFileException(Errno.ENOSPC);
    }
    free -= bytes;
  }

  synchronized void give(long bytes) {
    free = Math.min(capacity, free + bytes);
  }

  public synchronized long free() {
    return free;
  }

  /** Sets what is left from now on. */
  public synchronized void leave(long bytes) {
    free = Math.max(0, Math.min(capacity, bytes));
  }

  public long capacity() {
    return capacity;
  }
}
