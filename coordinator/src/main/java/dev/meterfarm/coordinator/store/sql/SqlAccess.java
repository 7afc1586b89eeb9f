package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.access.AccessStore;
import dev.meterfarm.coordinator.access.AccessToken;
import dev.meterfarm.coordinator.access.AuditEntry;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.access.TokenKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class SqlAccess implements AccessStore {
  private static final String TOKENS =
      "SELECT id, kind, name, role, secret_hash, created_by, created_ms, expires_ms, revoked_ms,"
          + " redeemed_as FROM access_token";

  private final Database database;

  SqlAccess(Database database) {
    this.database = database;
  }

  @Override
  public void add(AccessToken token) {
    database.write(session -> insert(session, token));
  }

  private static int insert(Session session, AccessToken token) throws SQLException {
    return session.update(
        "INSERT INTO access_token (id, kind, name, role, secret_hash, created_by, created_ms,"
            + " expires_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        token.id(),
        token.kind().name(),
        token.name(),
        token.role().name(),
        token.secretHash(),
        token.createdBy(),
        token.created().toEpochMilli(),
        token.expires().map(Instant::toEpochMilli).orElse(null));
  }

  @Override
  public List<AccessToken> tokens() {
    return database.read(
        session -> session.list(TOKENS + " ORDER BY created_ms, id", SqlAccess::token));
  }

  @Override
  public boolean revoke(String id, String by, Instant at) {
    return database.write(
            session ->
                session.update(
                    "UPDATE access_token SET revoked_ms = ?, revoked_by = ?"
                        + " WHERE id = ? AND revoked_ms IS NULL",
                    at.toEpochMilli(),
                    by,
                    id))
        > 0;
  }

  @Override
  public Optional<AccessToken> redeem(String registration, AccessToken credential) {
    return database.write(
        session -> {
          AccessToken allowed =
              session
                  .first(
                      TOKENS + " WHERE id = ?" + session.dialect().locking(),
                      SqlAccess::token,
                      registration)
                  .orElseThrow(() -> new SQLException("no registration token " + registration));
          if (allowed.revoked().isPresent()) {
            return Optional.empty();
          }
          if (allowed.redeemedAs().isPresent()) {
            return session
                .first(TOKENS + " WHERE id = ?", SqlAccess::token, allowed.redeemedAs().get())
                .filter(before -> before.secretHash().equals(credential.secretHash()));
          }
          insert(session, credential);
          session.update(
              "UPDATE access_token SET redeemed_as = ? WHERE id = ?",
              credential.id(),
              registration);
          return Optional.of(credential);
        });
  }

  @Override
  public void append(AuditEntry entry) {
    database.write(
        session ->
            session.update(
                "INSERT INTO audit_entry (at_ms, who, action, subject, outcome, remote)"
                    + " VALUES (?, ?, ?, ?, ?, ?)",
                entry.at().toEpochMilli(),
                entry.who(),
                entry.action(),
                entry.subject(),
                entry.outcome(),
                entry.remote()));
  }

  @Override
  public List<AuditEntry> latest(int limit) {
    return database.read(
        session ->
            session.list(
                "SELECT at_ms, who, action, subject, outcome, remote FROM audit_entry"
                    + " ORDER BY id DESC LIMIT ?",
                SqlAccess::entry,
                limit));
  }

  private static AccessToken token(ResultSet row) throws SQLException {
    return new AccessToken(
        row.getString(1),
        TokenKind.valueOf(row.getString(2)),
        row.getString(3),
        Role.valueOf(row.getString(4)),
        row.getString(5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)),
        instant(row, 8),
        instant(row, 9),
        Optional.ofNullable(row.getString(10)));
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        Instant.ofEpochMilli(row.getLong(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }
}
