-- Who somebody is at an external OpenID provider.

CREATE TABLE external_identity (
    issuer     text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
    -- the provider's name for them, which unlike an address never changes
    subject    text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX external_identity_account ON external_identity (account_id);

ALTER TABLE external_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE external_identity FORCE ROW LEVEL SECURITY;
CREATE POLICY own_account ON external_identity USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY sign_in ON external_identity FOR SELECT USING (current_setting('auspex.tenant', true) = '*');
GRANT SELECT, INSERT, DELETE ON external_identity TO "${appRole}";
