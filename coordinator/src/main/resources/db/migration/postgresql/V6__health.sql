-- Jobs that are meant for one device alone: reference runs, calibration sets.
ALTER TABLE job ADD COLUMN only_on TEXT;

CREATE INDEX job_ready_on ON job (only_on) WHERE state = 'READY' AND only_on IS NOT NULL;

-- The oldest ready job of each campaign on a target, so that campaigns can take turns.
CREATE INDEX job_ready_of_campaign ON job (target, campaign, id) WHERE state = 'READY';

-- What a device did since a given time.
CREATE INDEX attempt_on_device ON attempt (device, ended_ms);

-- Reference runs are jobs of the farm itself.
INSERT INTO campaign (id, name, spec, seed, state, created_ms, code_version)
VALUES ('farm', 'reference runs', '{}', 0, 'RUNNING', 0, '');
