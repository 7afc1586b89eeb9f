package dev.meterfarm.virtualphone.files;

/**
 * What {@code stat} tells.
 *
 * @param mode type and permissions, as in {@code st_mode}
 * @param size in bytes
 * @param modifiedSeconds since 1970
 */
public record FileStat(int mode, long size, long modifiedSeconds) {
  public static final int DIRECTORY = 0040000;
  public static final int REGULAR = 0100000;
  private static final int TYPE = 0170000;
  private static final int EXECUTE = 0111;

  public boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  public boolean isExecutable() {
    return (mode & EXECUTE) != 0;
  }
}
