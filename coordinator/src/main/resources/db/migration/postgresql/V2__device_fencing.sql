-- A device is lent to one life of one agent at a time, until nothing of it can run there any more.

ALTER TABLE job ADD COLUMN session TEXT;
ALTER TABLE attempt ADD COLUMN session TEXT;

CREATE INDEX job_on_device ON job (device) WHERE state = 'LEASED';

CREATE TABLE device_hold (
  device   TEXT   NOT NULL PRIMARY KEY,
  agent    TEXT   NOT NULL,
  session  TEXT   NOT NULL,
  -- End of the last lease there, and the grace after it.
  until_ms BIGINT NOT NULL
);

CREATE INDEX device_hold_session ON device_hold (session);
