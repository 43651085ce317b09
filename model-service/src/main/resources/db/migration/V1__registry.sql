-- The registry of models. A tenant_id of null means shared: every tenant sees it, and only the system's own work (the setting
-- auspex.tenant is '*') changes it. Everything else belongs to one tenant, which row-level security keeps apart.

-- What a version is. Rows never change, but for their end: a deleted version keeps its name, which is never used again.
CREATE TABLE version (
    id           uuid             PRIMARY KEY,
    tenant_id    uuid,
    model        text COLLATE "C" NOT NULL,
    version      text COLLATE "C" NOT NULL,
    origin       text             NOT NULL CHECK (origin IN ('bundled', 'upload')),
    format       text             NOT NULL CHECK (format IN ('package', 'onnx')),
    file_name    text,
    sha256       text COLLATE "C" NOT NULL,
    size_bytes   bigint           NOT NULL,
    onnx_sha256  text COLLATE "C" NOT NULL,
    onnx_bytes   bigint           NOT NULL,
    opset        bigint           NOT NULL,
    ir_version   bigint           NOT NULL,
    producer     text             NOT NULL,
    signature    text             NOT NULL,
    metrics      text             NOT NULL,
    reference    text,
    card         text,
    memory_bytes bigint           NOT NULL,
    created_by   uuid,
    created_at   timestamptz      NOT NULL,
    deleted_by   uuid,
    deleted_at   timestamptz,
    CONSTRAINT version_once UNIQUE NULLS NOT DISTINCT (tenant_id, model, version)
);

-- What is wanted of a version. The generation counts what calls for loading it anew.
CREATE TABLE version_wish (
    version_id  uuid        PRIMARY KEY REFERENCES version,
    tenant_id   uuid,
    loaded      boolean     NOT NULL,
    generation  bigint      NOT NULL,
    description text,
    changed_by  uuid,
    changed_at  timestamptz NOT NULL
);

CREATE TABLE alias (
    tenant_id  uuid,
    model      text COLLATE "C" NOT NULL,
    alias      text COLLATE "C" NOT NULL,
    version_id uuid             NOT NULL REFERENCES version,
    version    text COLLATE "C" NOT NULL,
    CONSTRAINT alias_once UNIQUE NULLS NOT DISTINCT (tenant_id, model, alias)
);
CREATE INDEX alias_of_version ON alias (version_id);

-- Every move of every alias. Nobody may change or delete a row.
CREATE TABLE alias_move (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id    uuid,
    model        text COLLATE "C" NOT NULL,
    alias        text COLLATE "C" NOT NULL,
    from_version text COLLATE "C",
    to_version   text COLLATE "C",
    moved_by     uuid,
    moved_at     timestamptz      NOT NULL
);
CREATE INDEX alias_move_newest ON alias_move (model, alias, id DESC);

-- What each running replica says of the versions. A replica that is silent is forgotten.
CREATE TABLE replica (
    id      uuid        PRIMARY KEY,
    name    text        NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE TABLE replica_state (
    replica_id uuid        NOT NULL REFERENCES replica ON DELETE CASCADE,
    version_id uuid        NOT NULL REFERENCES version,
    tenant_id  uuid,
    generation bigint      NOT NULL,
    state      text        NOT NULL,
    cause      text,
    since      timestamptz NOT NULL,
    PRIMARY KEY (replica_id, version_id)
);
CREATE INDEX replica_state_of_version ON replica_state (version_id);

-- Changes that wait for Kafka, written in the transaction of what they tell of.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   uuid             NOT NULL,
    tenant_id  uuid,
    event_key  text COLLATE "C" NOT NULL,
    payload    text             NOT NULL,
    created_at timestamptz      NOT NULL
);

ALTER TABLE version ENABLE ROW LEVEL SECURITY;
ALTER TABLE version FORCE ROW LEVEL SECURITY;
ALTER TABLE version_wish ENABLE ROW LEVEL SECURITY;
ALTER TABLE version_wish FORCE ROW LEVEL SECURITY;
ALTER TABLE alias ENABLE ROW LEVEL SECURITY;
ALTER TABLE alias FORCE ROW LEVEL SECURITY;
ALTER TABLE alias_move ENABLE ROW LEVEL SECURITY;
ALTER TABLE alias_move FORCE ROW LEVEL SECURITY;
ALTER TABLE replica_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE replica_state FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;

-- Each table: a tenant sees what is shared and its own, and writes its own only; the system's own work sees and writes all.
CREATE POLICY seen ON version FOR SELECT USING (
    tenant_id IS NULL OR current_setting('auspex.tenant', true) IN (tenant_id::text, '*'));
CREATE POLICY written ON version FOR ALL USING (
    current_setting('auspex.tenant', true) = '*' OR tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY seen ON version_wish FOR SELECT USING (
    tenant_id IS NULL OR current_setting('auspex.tenant', true) IN (tenant_id::text, '*'));
CREATE POLICY written ON version_wish FOR ALL USING (
    current_setting('auspex.tenant', true) = '*' OR tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY seen ON alias FOR SELECT USING (
    tenant_id IS NULL OR current_setting('auspex.tenant', true) IN (tenant_id::text, '*'));
CREATE POLICY written ON alias FOR ALL USING (
    current_setting('auspex.tenant', true) = '*' OR tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY seen ON alias_move FOR SELECT USING (
    tenant_id IS NULL OR current_setting('auspex.tenant', true) IN (tenant_id::text, '*'));
CREATE POLICY written ON alias_move FOR INSERT WITH CHECK (
    current_setting('auspex.tenant', true) = '*' OR tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY seen ON replica_state FOR SELECT USING (
    tenant_id IS NULL OR current_setting('auspex.tenant', true) IN (tenant_id::text, '*'));
CREATE POLICY written ON replica_state FOR ALL USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY told ON outbox FOR INSERT WITH CHECK (true);
CREATE POLICY relay ON outbox USING (current_setting('auspex.tenant', true) = '*');

GRANT SELECT, INSERT ON version TO "${appRole}";
GRANT UPDATE (deleted_by, deleted_at) ON version TO "${appRole}";
GRANT SELECT, INSERT, UPDATE, DELETE ON version_wish, alias, replica, replica_state TO "${appRole}";
GRANT SELECT, INSERT ON alias_move TO "${appRole}";
GRANT SELECT, INSERT, DELETE ON outbox TO "${appRole}";
