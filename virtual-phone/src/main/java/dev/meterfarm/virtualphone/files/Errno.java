package dev.meterfarm.virtualphone.files;

/** Why a file operation failed, with Linux's number and words. */
public enum Errno {
  ENOENT(2, "No such file or directory"),
  EACCES(13, "Permission denied"),
  EEXIST(17, "File exists"),
  ENOTDIR(20, "Not a directory"),
  EISDIR(21, "Is a directory"),
  EINVAL(22, "Invalid argument"),
  EIO(5, "I/O error"),
  ENOSPC(28, "No space left on device"),
  EROFS(30, "Read-only file system"),
  ENOTEMPTY(39, "Directory not empty");

  private final int number;
  private final String words;

  Errno(int number, String words) {
    this.number = number;
    this.words = words;
  }

  public int number() {
    return number;
  }

  public String words() {
    return words;
  }
}
