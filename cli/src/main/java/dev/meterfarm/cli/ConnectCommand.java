package dev.meterfarm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coordinator connect}: saves where the coordinator is. */
@Command(
    name = "connect",
    description = {
      "Checks that a coordinator can be reached with this token, and saves address, fingerprint and"
          + " the token file's path, so that other commands need no flags.",
      "Saved in ~/.config/meterfarm/connection.json, or where METERFARM_CONNECTION says."
    })
final class ConnectCommand implements Callable<Integer> {
  @Mixin private RemoteOptions remote;

  @Override
  public Integer call() throws InterruptedException {
    SavedConnection connection = remote.connection();
    int campaigns = RemoteOptions.client(connection).campaigns().size();
    connection.save();
    System.out.println(
        "Connected to "
            + connection.url()
            + ", which knows "
            + campaigns
            + " campaign(s). Saved in "
            + SavedConnection.file());
    return ExitCode.OK.code();
  }
}
