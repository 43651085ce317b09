-- Passkeys (Web Authentication): public keys by which an account's owner signs in.

CREATE TABLE passkey (
    id              uuid PRIMARY KEY,
    account_id      uuid        NOT NULL REFERENCES account ON DELETE CASCADE,
    -- the authenticator's name for it
    credential_id   bytea       NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
    -- attested credential data as the authenticator gave it: its make, the credential id and the public key in COSE
    credential      bytea       NOT NULL,
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- of the last use; stays 0 with authenticators that do not count
    sign_count      bigint      NOT NULL,
    backup_eligible boolean     NOT NULL,
    backed_up       boolean     NOT NULL,
    transports      text[]      NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_used_at    timestamptz
);

CREATE INDEX passkey_account ON passkey (account_id);

-- Challenges carry their own proof that they are ours and in time. Those that were used are remembered until they are too old.
CREATE TABLE spent_challenge (
    challenge_hash bytea PRIMARY KEY CHECK (length(challenge_hash) = 32),
    expires_at     timestamptz NOT NULL
);

CREATE INDEX spent_challenge_expiry ON spent_challenge (expires_at);

ALTER TABLE passkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkey FORCE ROW LEVEL SECURITY;
ALTER TABLE spent_challenge ENABLE ROW LEVEL SECURITY;
ALTER TABLE spent_challenge FORCE ROW LEVEL SECURITY;

CREATE POLICY own_account ON passkey USING (account_id::text = current_setting('auspex.account', true));
CREATE POLICY sign_in ON passkey FOR SELECT USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY sign_in ON spent_challenge USING (current_setting('auspex.tenant', true) = '*');

GRANT SELECT, INSERT, UPDATE (name, sign_count, backed_up, last_used_at), DELETE ON passkey TO "${appRole}";
GRANT SELECT, INSERT, DELETE ON spent_challenge TO "${appRole}";
