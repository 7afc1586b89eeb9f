package dev.meterfarm.virtualphone.files;

import java.util.ArrayList;
import java.util.List;

/** Absolute paths of the phone in their shortest form; {@code ..} ends at the root. */
public final class PhonePath {
  private PhonePath() {}

  /** The absolute form of {@code path} for somebody whose folder is {@code folder}. */
  public static String resolve(String folder, String path) {
    List<String> names = new ArrayList<>();
    for (String name : (path.startsWith("/") ? path : folder + "/" + path).split("/", -1)) {
      if (name.equals("..")) {
        if (!names.isEmpty()) {
          names.remove(names.size() - 1);
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return "/" + String.join("/", names);
  }

  /** The folder that holds a path. */
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** The last name of a path. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String join(String folder, String name) {
    return folder.equals("/") ? "/" + name : folder + "/" + name;
  }
}
