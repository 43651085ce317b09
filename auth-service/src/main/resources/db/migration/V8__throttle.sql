-- Guessing of passwords is slowed down. Neither table names anybody: subjects and clients are hashes.

CREATE TABLE attempt (
    -- SHA-256 of what is counted: an address with a client, an address, a client
    subject  bytea PRIMARY KEY CHECK (length(subject) = 32),
    count    int         NOT NULL CHECK (count > 0),
    last_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX attempt_age ON attempt (last_at);

-- From where somebody signed in to an account before.
CREATE TABLE known_client (
    subject bytea PRIMARY KEY CHECK (length(subject) = 32),
    seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX known_client_age ON known_client (seen_at);

ALTER TABLE attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempt FORCE ROW LEVEL SECURITY;
ALTER TABLE known_client ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_client FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON attempt USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY system ON known_client USING (current_setting('auspex.tenant', true) = '*');
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt, known_client TO "${appRole}";
