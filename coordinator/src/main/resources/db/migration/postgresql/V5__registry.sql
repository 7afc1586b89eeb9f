-- Agents and devices that the farm knows. The record is JSON and holds everything; the columns beside
-- it are for queries and for people.

CREATE TABLE agent (
  name    TEXT   NOT NULL PRIMARY KEY,
  state   TEXT   NOT NULL CHECK (state IN ('ACTIVE', 'DRAINING', 'LOST', 'DISABLED')),
  host    TEXT   NOT NULL,
  seen_ms BIGINT NOT NULL,
  record  TEXT   NOT NULL
);

CREATE TABLE device (
  id       TEXT   NOT NULL PRIMARY KEY,
  state    TEXT   NOT NULL CHECK (state IN
    ('NEW', 'GOOD', 'SUSPECT', 'QUARANTINED', 'MAINTENANCE', 'RETIRED', 'CONFLICT')),
  agent    TEXT   NOT NULL,
  host     TEXT   NOT NULL,
  hub      TEXT   NOT NULL,
  port     TEXT   NOT NULL,
  os_build TEXT   NOT NULL,
  seen_ms  BIGINT NOT NULL,
  record   TEXT   NOT NULL
);

-- Every change of state and every order of a person; append-only.
CREATE TABLE registry_event (
  id         BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_ms      BIGINT  NOT NULL,
  subject    TEXT    NOT NULL CHECK (subject IN ('agent', 'device')),
  subject_id TEXT    NOT NULL,
  by_whom    TEXT    NOT NULL,
  what       TEXT    NOT NULL,
  from_state TEXT    NOT NULL,
  to_state   TEXT    NOT NULL,
  reason     TEXT    NOT NULL
);
