-- A second factor: one-time passwords by time (RFC 6238), and codes for the day that the device is lost.

CREATE TABLE totp (
    account_id    uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    -- encrypted with AES-256-GCM; the key for it is not in the database
    secret_sealed bytea       NOT NULL,
    confirmed_at  timestamptz,
    -- the step of the last code that was taken: no code is taken twice
    last_step     bigint      NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE recovery_code (
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    -- SHA-256 of 80 random bits
    code_hash  bytea NOT NULL CHECK (length(code_hash) = 32),
    PRIMARY KEY (account_id, code_hash)
);

-- A sign-in whose password was right and whose second factor is awaited.
CREATE TABLE sign_in_challenge (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    account_id uuid        NOT NULL REFERENCES account ON DELETE CASCADE,
    attempts   int         NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL
);

CREATE INDEX sign_in_challenge_expiry ON sign_in_challenge (expires_at);

ALTER TABLE totp ENABLE ROW LEVEL SECURITY;
ALTER TABLE totp FORCE ROW LEVEL SECURITY;
ALTER TABLE recovery_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_code FORCE ROW LEVEL SECURITY;
ALTER TABLE sign_in_challenge ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_challenge FORCE ROW LEVEL SECURITY;

CREATE POLICY own_account ON totp USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY own_account ON recovery_code USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY sign_in ON sign_in_challenge USING (current_setting('auspex.tenant', true) = '*');

GRANT SELECT, INSERT, UPDATE (confirmed_at, last_step, secret_sealed, created_at), DELETE ON totp TO "${appRole}";
GRANT SELECT, INSERT, DELETE ON recovery_code TO "${appRole}";
GRANT SELECT, INSERT, UPDATE (attempts), DELETE ON sign_in_challenge TO "${appRole}";
