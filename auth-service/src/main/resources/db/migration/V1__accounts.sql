-- Accounts, tenants and who is a member of what.
--
-- Every transaction of the service names its tenant in the setting auspex.tenant; row-level security shows it the rows
-- of that tenant and no others. A sign-in knows no tenant yet: it reads with the setting '*', and only reads.

CREATE TABLE tenant (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE account (
    id            uuid PRIMARY KEY,
    -- normalised by the service: lower case, composed characters
    email         text NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 512),
    -- Argon2id in PHC string form
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE membership (
    tenant_id  uuid NOT NULL REFERENCES tenant ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    role       text NOT NULL CHECK (role IN ('member', 'analyst', 'admin', 'owner')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, account_id)
);

CREATE INDEX membership_account ON membership (account_id);

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON tenant
    USING (id::text = current_setting('auspex.tenant', true));

CREATE POLICY own_tenant ON membership
    USING (tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY sign_in ON membership FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*');

-- An account has no tenant of its own: it is seen and changed where it is a member.
CREATE POLICY member_read ON account FOR SELECT
    USING (EXISTS (SELECT 1 FROM membership m
                    WHERE m.account_id = account.id
                      AND m.tenant_id::text = current_setting('auspex.tenant', true)));
CREATE POLICY member_change ON account FOR UPDATE
    USING (EXISTS (SELECT 1 FROM membership m
                    WHERE m.account_id = account.id
                      AND m.tenant_id::text = current_setting('auspex.tenant', true)));
CREATE POLICY sign_in ON account FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*');
-- Anybody may register: the membership comes after the account.
CREATE POLICY registration ON account FOR INSERT
    WITH CHECK (true);

GRANT SELECT, INSERT ON tenant, membership TO "${appRole}";
GRANT SELECT, INSERT, UPDATE (password_hash) ON account TO "${appRole}";
