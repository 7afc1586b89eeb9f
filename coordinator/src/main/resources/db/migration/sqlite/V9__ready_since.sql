-- Since when a job has been READY, so that it can be told how long it waited. NULL where that is not
-- known: before this column was there, and after its campaign was paused or a person released it.
ALTER TABLE job ADD COLUMN ready_ms BIGINT;
