-- Who may call the API, and what was done through it. A token's secret is never stored, only its SHA-256.

CREATE TABLE access_token (
  id          TEXT   NOT NULL PRIMARY KEY,
  -- REGISTRATION tokens can only be exchanged, once, for an agent's CREDENTIAL.
  kind        TEXT   NOT NULL CHECK (kind IN ('REGISTRATION', 'CREDENTIAL')),
  name        TEXT   NOT NULL,
  role        TEXT   NOT NULL CHECK (role IN ('AGENT', 'VIEWER', 'OPERATOR', 'ADMIN')),
  secret_hash TEXT   NOT NULL,
  created_by  TEXT   NOT NULL,
  created_ms  BIGINT NOT NULL,
  -- NULL: never.
  expires_ms  BIGINT,
  revoked_ms  BIGINT,
  revoked_by  TEXT,
  -- Of a registration token: the credential that it was exchanged for.
  redeemed_as TEXT REFERENCES access_token (id)
);

CREATE TABLE audit_entry (
  id      BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_ms   BIGINT  NOT NULL,
  -- Name of the caller's token, or 'anonymous'.
  who     TEXT    NOT NULL,
  action  TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  outcome TEXT    NOT NULL,
  remote  TEXT    NOT NULL
);

CREATE INDEX audit_entry_at ON audit_entry (at_ms);
