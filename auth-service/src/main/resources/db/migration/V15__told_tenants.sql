-- All tenants are told again to the other services where Kafka lost what it was told, or where the secret changed that signs it.

-- Tenants that are gone, so that this can be told again too.
CREATE TABLE gone_tenant (
    id       uuid PRIMARY KEY,
    revision bigint      NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE gone_tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE gone_tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY gone ON gone_tenant FOR INSERT WITH CHECK (true);
CREATE POLICY told ON gone_tenant FOR SELECT USING (true);
GRANT SELECT, INSERT ON gone_tenant TO "${appRole}";

-- Under which mark all were told: the topic's id and a fingerprint of the secret.
CREATE TABLE told_tenants (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    mark     text NOT NULL CHECK (length(mark) <= 200)
);
-- Where tenants were told before events were signed, they are told again; a new installation has nothing to tell, and takes the
-- first mark as it comes. The owner's policies hold for this statement, so they make way for it.
ALTER TABLE tenant NO FORCE ROW LEVEL SECURITY;
INSERT INTO told_tenants (mark)
SELECT CASE WHEN EXISTS (SELECT 1 FROM tenant WHERE revision > 0) THEN 'unsigned' ELSE '' END;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
ALTER TABLE told_tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE told_tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY telling ON told_tenants TO CURRENT_USER USING (current_setting('auspex.tenant', true) = '*');

-- The owner sees all tenants in the function below only.
CREATE POLICY telling ON tenant TO CURRENT_USER USING (current_setting('auspex.tenant', true) = '*');

-- Puts the newest event of every tenant into the outbox, unless that was done under this mark before; gives how many. Rows are
-- locked against changes meanwhile: an older event behind a newer one would be the one that Kafka keeps.
CREATE FUNCTION tell_tenants(under text) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    before text;
    living int;
    gone   int;
BEGIN
    SELECT mark INTO before FROM told_tenants FOR UPDATE;
    IF before = under THEN
        RETURN 0;
    END IF;
    UPDATE told_tenants SET mark = under;
    IF before = '' THEN
        RETURN 0;
    END IF;
    INSERT INTO outbox (event_id, topic, event_key, payload)
    SELECT gen_random_uuid(), 'tenant.changed.v1', t.id::text,
           json_build_object(
               'tenantId', t.id, 'revision', t.revision, 'deleted', false,
               'settings', json_strip_nulls(json_build_object(
                   'requestsPerSecond', t.requests_per_second, 'predictionsPerDay', t.predictions_per_day,
                   'retentionDays', t.retention_days, 'logInputs', t.log_inputs)),
               'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text
      FROM tenant t WHERE t.revision > 0
       FOR SHARE OF t;
    GET DIAGNOSTICS living = ROW_COUNT;
    INSERT INTO outbox (event_id, topic, event_key, payload)
    SELECT gen_random_uuid(), 'tenant.changed.v1', g.id::text,
           json_build_object(
               'tenantId', g.id, 'revision', g.revision, 'deleted', true,
               'at', to_char(g.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text
      FROM gone_tenant g;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN living + gone;
END
$$;
REVOKE ALL ON FUNCTION tell_tenants(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tell_tenants(text) TO "${appRole}";
