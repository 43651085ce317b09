-- What the auth service tells of tenants, and the deletion of predictions whose time is over.

CREATE TABLE tenant (
    id             uuid PRIMARY KEY,
    -- counts the tenant's changes: an event that comes late or twice changes nothing
    revision       bigint  NOT NULL,
    deleted        boolean NOT NULL,
    retention_days int     NOT NULL CHECK (retention_days >= 1),
    log_inputs     boolean NOT NULL
);

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
-- The system's own work alone.
CREATE POLICY feed ON tenant USING (current_setting('auspex.tenant', true) = '*');
GRANT SELECT, INSERT, UPDATE ON tenant TO "${appRole}";

-- The service cannot delete predictions. It can have those deleted whose time is over, by the owner's functions below, and
-- the owner sees rows of several tenants in them only.
CREATE POLICY retention ON prediction TO CURRENT_USER USING (current_setting('auspex.tenant', true) = '*');

-- The tenants that have predictions, in the order of their ids, after one: a look into the index for each.
CREATE FUNCTION tenants_with_predictions(after uuid, most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    WITH RECURSIVE each AS (
        (SELECT p.tenant_id FROM prediction p WHERE p.tenant_id > after ORDER BY p.tenant_id LIMIT 1)
        UNION ALL
        SELECT (SELECT p.tenant_id FROM prediction p WHERE p.tenant_id > each.tenant_id ORDER BY p.tenant_id LIMIT 1)
          FROM each WHERE each.tenant_id IS NOT NULL
    )
    SELECT tenant_id FROM each WHERE tenant_id IS NOT NULL LIMIT most
$$;

-- Deletes predictions of one tenant whose time is over, the oldest first, all of them where the tenant is gone; gives how many.
CREATE FUNCTION delete_old_predictions(of_tenant uuid, default_days int, most int) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    till timestamptz;
    deleted_rows int;
BEGIN
    SELECT CASE WHEN t.deleted THEN 'infinity' ELSE now() - make_interval(days => t.retention_days) END
      INTO till FROM tenant t WHERE t.id = of_tenant;
    till := coalesce(till, now() - make_interval(days => greatest(default_days, 1)));
    DELETE FROM prediction p USING (
        SELECT o.id FROM prediction o
         WHERE o.tenant_id = of_tenant AND o.created_at < till
         ORDER BY o.created_at, o.id LIMIT most) old
     WHERE p.tenant_id = of_tenant AND p.id = old.id;
    GET DIAGNOSTICS deleted_rows = ROW_COUNT;
    RETURN deleted_rows;
END
$$;

REVOKE EXECUTE ON FUNCTION tenants_with_predictions, delete_old_predictions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenants_with_predictions, delete_old_predictions TO "${appRole}";
