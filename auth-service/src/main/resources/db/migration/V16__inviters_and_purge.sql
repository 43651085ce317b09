-- Who invited: what a member may no longer grant is withdrawn with the role. Older invitations have nobody, and end with their time.
ALTER TABLE invitation ADD COLUMN invited_by uuid;

-- What has been over for long is removed, by functions of the owner: the service's role can remove nothing else.
CREATE INDEX api_key_end ON api_key (LEAST(revoked_at, expires_at));
CREATE INDEX invitation_end ON invitation (LEAST(accepted_at, withdrawn_at, expires_at));
CREATE POLICY purge ON api_key FOR DELETE
    USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY purge ON invitation FOR DELETE
    USING (current_setting('auspex.tenant', true) = '*');

-- A day at least: invitations of a day are counted.
CREATE FUNCTION purge_api_keys(keep interval, most int) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM api_key WHERE id IN (
            SELECT id FROM api_key
             WHERE LEAST(revoked_at, expires_at) < now() - GREATEST(keep, interval '1 day') LIMIT most)
        RETURNING 1)
    SELECT count(*) FROM gone
$$;

CREATE FUNCTION purge_invitations(keep interval, most int) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM invitation WHERE id IN (
            SELECT id FROM invitation
             WHERE LEAST(accepted_at, withdrawn_at, expires_at) < now() - GREATEST(keep, interval '1 day') LIMIT most)
        RETURNING 1)
    SELECT count(*) FROM gone
$$;

REVOKE ALL ON FUNCTION purge_api_keys, purge_invitations FROM PUBLIC;
GRANT EXECUTE ON FUNCTION purge_api_keys, purge_invitations TO "${appRole}";
