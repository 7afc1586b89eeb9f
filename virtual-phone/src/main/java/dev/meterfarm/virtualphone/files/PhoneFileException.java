package dev.meterfarm.virtualphone.files;

import java.io.IOException;

/** A file operation on the phone failed as it would on a real one. */
public final class PhoneFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public PhoneFileException(Errno errno) {
    super(errno.words());
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }
}
