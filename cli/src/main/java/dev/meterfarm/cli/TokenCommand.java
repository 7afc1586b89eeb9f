package dev.meterfarm.cli;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.http.TokenMessages.CreatedToken;
import dev.meterfarm.coordinator.http.TokenMessages.NewToken;
import dev.meterfarm.coordinator.http.TokenMessages.TokenList;
import dev.meterfarm.coordinator.http.TokenMessages.TokenSummary;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.protocol.client.TokenFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator token}: who may use a coordinator. */
@Command(
    name = "token",
    description = "Makes, lists and revokes tokens of a coordinator; for administrators.",
    subcommands = {TokenCommand.Create.class, TokenCommand.Tokens.class, TokenCommand.Revoke.class})
final class TokenCommand {
  private static final String ROUTE = "/api/v1/tokens";

  /** Makes one. */
  @Command(
      name = "create",
      description = {
        "Makes a token and shows it, once; the coordinator keeps only its hash.",
        "An agent's token registers one agent within a day. A person's token is good until it is"
            + " revoked."
      })
  static final class Create implements Callable<Integer> {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private Holder holder = new Holder();

    @Option(
        names = "--role",
        defaultValue = "operator",
        paramLabel = "ROLE",
        description =
            "What the person may do: viewer (read), operator (also order), admin (also make tokens);"
                + " ${DEFAULT-VALUE} by default.")
    private String role;

    @Option(
        names = "--to",
        paramLabel = "FILE",
        description = "Write the token to this file, for its owner only, instead of showing it.")
    private Optional<Path> file = Optional.empty();

    @Mixin private RemoteOptions remote;

    @Option(names = "--json", description = "Print the token as JSON.")
    private boolean json;

    /** Whose it is. */
    private static final class Holder {
      @Option(names = "--agent", required = true, paramLabel = "NAME", description = "The agent.")
      private Optional<String> agent = Optional.empty();

      @Option(names = "--person", required = true, paramLabel = "NAME", description = "The person.")
      private Optional<String> person = Optional.empty();
    }

    @Override
    public Integer call() throws InterruptedException {
      SavedConnection connection = remote.connection();
      NewToken wish =
          holder
              .agent
              .map(name -> new NewToken(name, Role.AGENT.word()))
              .orElseGet(
                  () -> new NewToken(holder.person.orElseThrow(), role.toLowerCase(Locale.ROOT)));
      byte[] reply = RemoteOptions.client(connection).postBytes(ROUTE, FarmJson.bytes(wish));
      CreatedToken created = FarmJson.read(reply, CreatedToken.class);
      file.ifPresent(path -> TokenFile.write(path, created.token()));
      System.out.print(
          json && file.isEmpty() ? FarmJson.text(created) + "\n" : text(created, connection));
      return ExitCode.OK.code();
    }

    private String text(CreatedToken created, SavedConnection connection) {
      String place = file.map(Path::toString).orElse("FILE");
      String flags =
          " --coordinator "
              + connection.url()
              + connection.pin().map(pin -> " --fingerprint " + pin).orElse("")
              + " --token-file "
              + place;
      String shown =
          file.map(path -> "written to " + path + ", for its owner only")
              .orElse(
                  "shown this once; keep it in a file that only its owner may read (chmod 600):\n  "
                      + created.token());
      return "Token "
          + created.id()
          + " for "
          + created.role()
          + " "
          + created.name()
          + ", "
          + shown
          + "\nnext, where it is used:\n  "
          + (holder.agent.isPresent()
              ? "bin/agent start" + flags + " --profiles device-profiles"
              : "bin/coordinator connect" + flags)
          + "\n";
    }
  }

  /** Lists them. */
  @Command(name = "list", description = "Lists all tokens, the oldest first, without the secrets.")
  static final class Tokens implements Callable<Integer> {
    @Mixin private RemoteOptions remote;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
      TokenList list = remote.client().get(ROUTE, TokenList.class);
      System.out.print(json ? FarmJson.text(list) + "\n" : table(list));
      return ExitCode.OK.code();
    }

    private static String table(TokenList list) {
      TextTable table = new TextTable("id", "name", "role", "kind", "created", "by", "state");
      for (TokenSummary token : list.tokens()) {
        table.row(
            token.id(),
            token.name(),
            token.role(),
            token.kind(),
            TimeText.of(token.created()),
            token.createdBy(),
            state(token));
      }
      return table.toString();
    }

    private static String state(TokenSummary token) {
      return token
          .revoked()
          .map(at -> "revoked " + TimeText.of(at))
          .orElseGet(
              () ->
                  token.used()
                      ? "used"
                      : token.expires().map(at -> "good until " + TimeText.of(at)).orElse("good"));
    }
  }

  /** Revokes one. */
  @Command(
      name = "revoke",
      description = "Revokes a token: it is refused from the next call on, and an agent stops.")
  static final class Revoke implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "As 'token list' shows it.")
    private String id;

    @Mixin private RemoteOptions remote;

    @Override
    public Integer call() throws InterruptedException {
      remote.client().delete(ROUTE + "/" + OperatorClient.segment(id));
      System.out.println("Token " + id + " is revoked.");
      return ExitCode.OK.code();
    }
  }
}
