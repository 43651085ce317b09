-- Keys that sign access tokens. They belong to the whole installation, not to a tenant.

CREATE TABLE signing_key (
    -- RFC 7638 thumbprint of the public key
    kid                text PRIMARY KEY,
    active             boolean NOT NULL,
    -- X.509 SubjectPublicKeyInfo, DER
    public_key         bytea NOT NULL,
    -- PKCS #8, DER, encrypted with AES-256-GCM; the key for it is not in the database
    private_key_sealed bytea NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now()
);

-- At most one key is active.
CREATE UNIQUE INDEX signing_key_active ON signing_key (active) WHERE active;

GRANT SELECT, INSERT ON signing_key TO "${appRole}";
