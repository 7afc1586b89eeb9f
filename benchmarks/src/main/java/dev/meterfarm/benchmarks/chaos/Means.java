package dev.meterfarm.benchmarks.chaos;

import dev.meterfarm.testkit.farm.SmallDisk;
import dev.meterfarm.testkit.farm.SmallNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/**
 * What a machine lets us do to a farm.
 *
 * @param disks whether file systems can be mounted that fill up
 * @param network whether there can be a network whose cables are pulled
 * @param embedded whether one agent measures on the machine's own CPU
 */
public record Means(boolean disks, boolean network, boolean embedded) {
  /** Nothing but processes and lines. */
  public static final Means NONE = new Means(false, false, false);

  /** All that is possible here; what is not is told. */
  public static Means here(PrintStream out) throws IOException, InterruptedException {
    boolean disks = SmallDisk.isPossible();
    if (!disks) {
      out.println("no disk is filled: 'unshare -rm' cannot mount a file system here");
    }
    Optional<String> objection = SmallNetwork.objection();
    objection.ifPresent(
        why -> out.println("no cable is pulled, lines are stalled instead: " + why));
    return new Means(disks, objection.isEmpty(), true);
  }
}
