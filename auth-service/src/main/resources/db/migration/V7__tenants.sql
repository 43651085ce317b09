-- Tenants that several people share: members with roles, invitations, what it looks like and what holds in it.

ALTER TABLE tenant ADD COLUMN personal_of uuid REFERENCES account ON DELETE SET NULL;
ALTER TABLE tenant ADD COLUMN colour text CHECK (colour ~ '^#[0-9a-f]{6}$');
ALTER TABLE tenant ADD COLUMN logo bytea CHECK (length(logo) <= 65536);
ALTER TABLE tenant ADD COLUMN requests_per_second int CHECK (requests_per_second BETWEEN 1 AND 1000000);
ALTER TABLE tenant ADD COLUMN predictions_per_day bigint CHECK (predictions_per_day >= 1);
ALTER TABLE tenant ADD COLUMN retention_days int NOT NULL DEFAULT 365 CHECK (retention_days BETWEEN 1 AND 3650);
ALTER TABLE tenant ADD COLUMN log_inputs boolean NOT NULL DEFAULT false;
ALTER TABLE tenant ADD CONSTRAINT tenant_name CHECK (length(name) BETWEEN 1 AND 512);

-- Until now each tenant was somebody's own. The owner's policies hold for this statement too, so they make way for it.
ALTER TABLE tenant NO FORCE ROW LEVEL SECURITY;
ALTER TABLE membership NO FORCE ROW LEVEL SECURITY;
UPDATE tenant SET personal_of = m.account_id FROM membership m WHERE m.tenant_id = tenant.id AND m.role = 'owner';
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;

CREATE TABLE invitation (
    id           uuid PRIMARY KEY,
    tenant_id    uuid        NOT NULL REFERENCES tenant ON DELETE CASCADE,
    email        text        NOT NULL CHECK (length(email) BETWEEN 3 AND 512),
    role         text        NOT NULL CHECK (role IN ('member', 'analyst', 'admin', 'owner')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    accepted_at  timestamptz,
    withdrawn_at timestamptz
);

CREATE INDEX invitation_tenant ON invitation (tenant_id, id);

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON invitation
    USING (tenant_id::text = current_setting('auspex.tenant', true));
-- Whoever accepts knows the link alone; its row says which tenant it is of. The mail is sent by the system.
CREATE POLICY acceptance ON invitation FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*');
-- A mail names the tenant that invites.
CREATE POLICY invites ON tenant FOR SELECT
    USING (current_setting('auspex.tenant', true) = '*'
           AND EXISTS (SELECT 1 FROM invitation i WHERE i.tenant_id = tenant.id AND i.accepted_at IS NULL
                          AND i.withdrawn_at IS NULL AND i.expires_at > now()));

GRANT SELECT, INSERT, UPDATE (accepted_at, withdrawn_at) ON invitation TO "${appRole}";
GRANT UPDATE (name, colour, logo, requests_per_second, predictions_per_day, retention_days, log_inputs)
    ON tenant TO "${appRole}";
GRANT UPDATE (role), DELETE ON membership TO "${appRole}";
