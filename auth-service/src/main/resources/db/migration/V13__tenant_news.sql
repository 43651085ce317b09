-- The other services are told what holds in a tenant: events of two topics wait in the outbox.

ALTER TABLE outbox ADD COLUMN topic text NOT NULL DEFAULT 'access.revoked.v1';
CREATE INDEX outbox_topic ON outbox (topic, id);

-- Counts the changes of what holds, so that nobody takes an old state for a new one.
ALTER TABLE tenant ADD COLUMN revision bigint NOT NULL DEFAULT 0;
GRANT UPDATE (revision) ON tenant TO "${appRole}";

-- What was settled until now is told too. The owner's policies hold for these statements, so they make way for them.
ALTER TABLE tenant NO FORCE ROW LEVEL SECURITY;
UPDATE tenant SET revision = 1
 WHERE requests_per_second IS NOT NULL OR predictions_per_day IS NOT NULL OR retention_days <> 365 OR log_inputs;
INSERT INTO outbox (event_id, topic, event_key, payload)
SELECT gen_random_uuid(), 'tenant.changed.v1', id::text,
       json_build_object(
           'tenantId', id, 'revision', revision, 'deleted', false,
           'settings', json_strip_nulls(json_build_object(
               'requestsPerSecond', requests_per_second, 'predictionsPerDay', predictions_per_day,
               'retentionDays', retention_days, 'logInputs', log_inputs)),
           'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text
  FROM tenant WHERE revision = 1;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
