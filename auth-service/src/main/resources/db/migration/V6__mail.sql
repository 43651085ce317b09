-- Mail that waits to be sent, and the links in it.

ALTER TABLE account ADD COLUMN email_verified_at timestamptz;
ALTER TABLE account ADD COLUMN display_name text CHECK (length(display_name) BETWEEN 1 AND 100);
GRANT UPDATE (email_verified_at, display_name) ON account TO "${appRole}";

-- What is to be done and told by mail. A request only adds a row, the same one whether its address has an account or not; all that
-- could tell the difference happens later and elsewhere.
CREATE TABLE mail_job (
    id         uuid PRIMARY KEY,
    kind       text        NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    email      text        NOT NULL CHECK (length(email) BETWEEN 3 AND 512),
    -- JSON of what the kind needs
    detail     text        NOT NULL CHECK (length(detail) <= 4000),
    attempts   int         NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    not_before timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX mail_job_due ON mail_job (not_before, id);

-- A link is good for one use. Only its hash is here; the link itself is made when the mail is sent and is nowhere else.
CREATE TABLE mail_link (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    purpose    text        NOT NULL CHECK (length(purpose) BETWEEN 1 AND 60),
    email      text        NOT NULL CHECK (length(email) BETWEEN 3 AND 512),
    account_id uuid REFERENCES account ON DELETE CASCADE,
    subject    uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE INDEX mail_link_email ON mail_link (email, purpose, created_at);
CREATE INDEX mail_link_expiry ON mail_link (expires_at);

ALTER TABLE mail_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_job FORCE ROW LEVEL SECURITY;
ALTER TABLE mail_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_link FORCE ROW LEVEL SECURITY;

-- Both are the system's own; whoever acts in a tenant may only ask for mail.
CREATE POLICY told ON mail_job FOR INSERT WITH CHECK (true);
CREATE POLICY dispatch ON mail_job USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY links ON mail_link USING (current_setting('auspex.tenant', true) = '*');

GRANT SELECT, INSERT, UPDATE (attempts, not_before), DELETE ON mail_job TO "${appRole}";
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON mail_link TO "${appRole}";
