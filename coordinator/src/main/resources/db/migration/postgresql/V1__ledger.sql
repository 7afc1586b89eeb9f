-- The ledger: what is planned, who holds what, what was accepted. Times are milliseconds since 1970,
-- unless the name says otherwise. Job keys and names of decisions are ASCII and sort as in Java: COLLATE "C".

CREATE TABLE campaign (
  id           TEXT   NOT NULL PRIMARY KEY,
  name         TEXT   NOT NULL,
  spec         TEXT   NOT NULL,
  seed         BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('RUNNING', 'PAUSED', 'CANCELLED', 'FINISHED')),
  created_ms   BIGINT NOT NULL,
  code_version TEXT   NOT NULL
);

CREATE TABLE target (
  campaign    TEXT NOT NULL REFERENCES campaign (id),
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  PRIMARY KEY (campaign, name)
);

-- What the campaign engine decided and must not decide anew after a restart.
CREATE TABLE campaign_state (
  campaign TEXT   NOT NULL REFERENCES campaign (id),
  name     TEXT   COLLATE "C" NOT NULL,
  value    TEXT   NOT NULL,
  set_ms   BIGINT NOT NULL,
  PRIMARY KEY (campaign, name)
);

CREATE TABLE job (
  id             BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign       TEXT    NOT NULL REFERENCES campaign (id),
  job_key        TEXT COLLATE "C" NOT NULL,
  target         TEXT    NOT NULL,
  kind           TEXT    NOT NULL,
  visit          INTEGER NOT NULL,
  -- Hash of target, kind, visit and models: the same key must always mean the same work.
  identity       TEXT    NOT NULL,
  -- How long the plan lets one attempt take.
  allowed_ms     BIGINT  NOT NULL,
  state          TEXT    NOT NULL
    CHECK (state IN ('PENDING', 'READY', 'LEASED', 'DONE', 'BACKOFF', 'POISON', 'CANCELLED')),
  epoch          BIGINT  NOT NULL,
  attempt        INTEGER NOT NULL,
  max_attempts   INTEGER NOT NULL,
  -- Failures up to this epoch are forgiven: a person released the job.
  released_epoch BIGINT  NOT NULL DEFAULT 0,
  not_before_ms  BIGINT,
  agent          TEXT,
  device         TEXT,
  lease_until_ms BIGINT,
  -- The lease is never renewed past this.
  deadline_ms    BIGINT,
  UNIQUE (campaign, job_key)
);

CREATE INDEX job_ready ON job (target, id) WHERE state = 'READY';
CREATE INDEX job_leased ON job (lease_until_ms) WHERE state = 'LEASED';
CREATE INDEX job_backoff ON job (not_before_ms) WHERE state = 'BACKOFF';

-- Apart from the job, so that a change of state does not rewrite the models.
CREATE TABLE job_spec (
  job  BIGINT  NOT NULL PRIMARY KEY REFERENCES job (id),
  spec TEXT    NOT NULL
);

-- One row for each grant, ended once, never deleted.
CREATE TABLE attempt (
  job        BIGINT  NOT NULL REFERENCES job (id),
  epoch      BIGINT  NOT NULL,
  attempt    INTEGER NOT NULL,
  agent      TEXT    NOT NULL,
  device     TEXT,
  granted_ms BIGINT  NOT NULL,
  ended_ms   BIGINT,
  outcome    TEXT CHECK (outcome IN ('RESULT', 'FAILED', 'LOST', 'CANCELLED')),
  error_code TEXT,
  message    TEXT,
  started_ms BIGINT,
  elapsed_ns BIGINT,
  PRIMARY KEY (job, epoch)
);

-- Append-only: raw, as the agent sent it. What is thought of it later stands in measurement_suspect.
CREATE TABLE measurement (
  job             BIGINT  NOT NULL REFERENCES job (id),
  model_index     INTEGER NOT NULL,
  epoch           BIGINT  NOT NULL,
  model_hash      TEXT    NOT NULL,
  visit           INTEGER NOT NULL,
  label_ns        DOUBLE PRECISION,
  runs            INTEGER,
  min_ns          DOUBLE PRECISION,
  p5_ns           DOUBLE PRECISION,
  p25_ns          DOUBLE PRECISION,
  median_ns       DOUBLE PRECISION,
  p95_ns          DOUBLE PRECISION,
  mean_ns         DOUBLE PRECISION,
  deviation_ns    DOUBLE PRECISION,
  -- The label statistic of each round: 8 bytes each, big-endian.
  round_ns        BYTEA,
  executed        TEXT,
  failure_code    TEXT,
  failure_message TEXT,
  PRIMARY KEY (job, model_index, epoch)
);

CREATE TABLE measurement_suspect (
  job         BIGINT  NOT NULL,
  model_index INTEGER NOT NULL,
  epoch       BIGINT  NOT NULL,
  reason      TEXT    NOT NULL,
  marked_ms   BIGINT  NOT NULL,
  PRIMARY KEY (job, model_index, epoch),
  FOREIGN KEY (job, model_index, epoch) REFERENCES measurement (job, model_index, epoch)
);

CREATE TABLE reference_reading (
  job      BIGINT  NOT NULL REFERENCES job (id),
  epoch    BIGINT  NOT NULL,
  position INTEGER NOT NULL,
  model    TEXT    NOT NULL,
  nanos    DOUBLE PRECISION NOT NULL,
  at_ms    BIGINT  NOT NULL,
  PRIMARY KEY (job, epoch, position)
);

CREATE TABLE job_environment (
  job   BIGINT  NOT NULL REFERENCES job (id),
  epoch BIGINT  NOT NULL,
  name  TEXT    NOT NULL,
  value TEXT    NOT NULL,
  PRIMARY KEY (job, epoch, name)
);

-- Results that came under a lease which no longer counted; evidence only.
CREATE TABLE late_result (
  id          BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job         BIGINT  NOT NULL REFERENCES job (id),
  epoch       BIGINT  NOT NULL,
  agent       TEXT    NOT NULL,
  received_ms BIGINT  NOT NULL,
  result      TEXT    NOT NULL
);

CREATE TABLE blob (
  sha256    TEXT   NOT NULL PRIMARY KEY,
  content   BYTEA   NOT NULL,
  stored_ms BIGINT NOT NULL
);
