-- Keys by which programs call in the name of a member.

CREATE TABLE api_key (
    id           uuid PRIMARY KEY,
    tenant_id    uuid        NOT NULL,
    account_id   uuid        NOT NULL,
    name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- SHA-256 of 256 random bits: there is nothing to guess, so a fast hash is enough
    secret_hash  bytea       NOT NULL CHECK (length(secret_hash) = 32),
    scopes       text[]      NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY ['infer', 'read', 'manage']),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    -- to the minute
    last_used_at timestamptz,
    revoked_at   timestamptz,
    -- who leaves a tenant loses the keys in it
    FOREIGN KEY (tenant_id, account_id) REFERENCES membership (tenant_id, account_id) ON DELETE CASCADE
);

CREATE INDEX api_key_member ON api_key (tenant_id, account_id);
CREATE INDEX api_key_account ON api_key (account_id);

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON api_key
    USING (tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY own_account_read ON api_key FOR SELECT
    USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY own_account_change ON api_key FOR UPDATE
    USING (account_id::text = current_setting('auspex.account', true));
-- An exchange starts from the key alone: its row says which tenant it is of.
CREATE POLICY exchange ON api_key FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*');

GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at) ON api_key TO "${appRole}";
