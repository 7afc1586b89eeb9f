-- One index for everybody who looks for work, counts it, or follows a campaign: jobs may be millions, and
-- each further index is written at every change of state.
CREATE INDEX job_by_state ON job (campaign, state, target, id);

DROP INDEX job_ready;
DROP INDEX job_ready_of_campaign;
DROP INDEX job_pending;

-- Only attempts that have ended are looked for by their end.
DROP INDEX attempt_on_device;

CREATE INDEX attempt_on_device ON attempt (device, ended_ms) WHERE ended_ms IS NOT NULL;
