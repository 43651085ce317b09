-- A session is the family of the refresh tokens that follow from one sign-in.

CREATE TABLE session (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- when its newest refresh token expires
    expires_at timestamptz NOT NULL,
    -- when it ends however often it is refreshed
    ends_at    timestamptz NOT NULL,
    revoked_at timestamptz,
    CHECK (expires_at <= ends_at),
    -- who leaves a tenant loses the sessions in it
    FOREIGN KEY (tenant_id, account_id) REFERENCES membership (tenant_id, account_id) ON DELETE CASCADE
);

CREATE INDEX session_member ON session (tenant_id, account_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE refresh_token (
    -- SHA-256 of what the client holds
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
    tenant_id  uuid NOT NULL,
    issued_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE INDEX refresh_token_session ON refresh_token (session_id);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
ALTER TABLE refresh_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_token FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON session
    USING (tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY own_tenant ON refresh_token
    USING (tenant_id::text = current_setting('auspex.tenant', true));

-- A refresh starts from the token alone: its row says which tenant it is of.
CREATE POLICY refresh ON refresh_token FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*');

-- Over all tenants only what has expired can be seen as a session, and removed.
CREATE POLICY purge_read ON session FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*' AND expires_at < now());
CREATE POLICY purge ON session FOR DELETE
    USING (current_setting('auspex.tenant', true) = '*' AND expires_at < now());
CREATE POLICY purge ON refresh_token FOR DELETE
    USING (current_setting('auspex.tenant', true) = '*' AND expires_at < now());

GRANT SELECT, INSERT, UPDATE (expires_at, revoked_at), DELETE ON session TO "${appRole}";
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON refresh_token TO "${appRole}";
