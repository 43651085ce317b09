-- Sessions can be seen and ended by their owner, parallel uses of one refresh token get the same successor, revocations wait
-- here for Kafka, and security events are written down.
--
-- Besides the tenant a transaction may name an account in the setting auspex.account: that account's own rows are seen then,
-- in whatever tenant they are.

ALTER TABLE session ADD COLUMN device text NOT NULL DEFAULT '' CHECK (length(device) <= 100);
ALTER TABLE session ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now();

-- The salt from which, with the token that the client holds and a key that is not in the database, the successor follows.
ALTER TABLE refresh_token ADD COLUMN successor_salt bytea CHECK (length(successor_salt) = 16);
-- The token that was exchanged for this one. A token has one successor at most.
ALTER TABLE refresh_token ADD COLUMN parent_hash bytea UNIQUE CHECK (length(parent_hash) = 32);

CREATE INDEX session_account ON session (account_id);

CREATE POLICY own_account_read ON session FOR SELECT
    USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY own_account_change ON session FOR UPDATE
    USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY own_account_read ON membership FOR SELECT
    USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY own_account_read ON account FOR SELECT
    USING (id::text = current_setting('auspex.account', true));
CREATE POLICY own_account_change ON account FOR UPDATE
    USING (id::text = current_setting('auspex.account', true));
CREATE POLICY own_account_read ON tenant FOR SELECT
    USING (EXISTS (SELECT 1 FROM membership m
                    WHERE m.tenant_id = tenant.id
                      AND m.account_id::text = current_setting('auspex.account', true)));

GRANT UPDATE (last_used_at) ON session TO "${appRole}";
GRANT UPDATE (successor_salt) ON refresh_token TO "${appRole}";

CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   uuid        NOT NULL,
    event_key  text        NOT NULL,
    payload    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY told ON outbox FOR INSERT WITH CHECK (true);
CREATE POLICY relay ON outbox USING (current_setting('auspex.tenant', true) = '*');
GRANT SELECT, INSERT, DELETE ON outbox TO "${appRole}";

CREATE TABLE audit_event (
    -- UUIDv7: sorts by time
    id         uuid PRIMARY KEY,
    -- no reference: what happened stays written down when the tenant or account is gone
    tenant_id  uuid        NOT NULL,
    account_id uuid,
    kind       text        NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    subject    uuid,
    detail     text        NOT NULL CHECK (length(detail) <= 4000),
    source     text        NOT NULL CHECK (length(source) <= 100),
    device     text        NOT NULL CHECK (length(device) <= 100),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX audit_event_tenant ON audit_event (tenant_id, id);
CREATE INDEX audit_event_age ON audit_event (created_at);

ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY told ON audit_event FOR INSERT WITH CHECK (true);
CREATE POLICY own_tenant ON audit_event FOR SELECT
    USING (tenant_id::text = current_setting('auspex.tenant', true));
-- Append-only: no UPDATE, and DELETE of what is older than 400 days only.
CREATE POLICY purge_read ON audit_event FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*' AND created_at < now() - interval '400 days');
CREATE POLICY purge ON audit_event FOR DELETE
    USING (current_setting('auspex.tenant', true) = '*' AND created_at < now() - interval '400 days');
GRANT SELECT, INSERT, DELETE ON audit_event TO "${appRole}";
