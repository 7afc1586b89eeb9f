-- Which of several coordinators plans: whoever wrote the highest term, and nobody under an older one.

CREATE TABLE leader (
  id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  term     BIGINT  NOT NULL,
  node     TEXT    NOT NULL,
  since_ms BIGINT  NOT NULL,
  -- Raised by the leader again and again. Who sees it stand still for long takes its place.
  beat     BIGINT  NOT NULL
);

INSERT INTO leader (id, term, node, since_ms, beat) VALUES (1, 0, '', 0, 0);

-- Jobs of paused campaigns.
CREATE INDEX job_pending ON job (campaign) WHERE state = 'PENDING';

-- A run that was taken back may go on for a while on its device, whatever else its agent reports from there.
ALTER TABLE device_hold ADD COLUMN kept_until_ms BIGINT NOT NULL DEFAULT 0;
