-- Statistics of one model version in one window of time, for one tenant. An empty sketch is null.
CREATE TABLE version_window (
    tenant_id        uuid                     NOT NULL,
    model            text COLLATE "C"         NOT NULL,
    version          text COLLATE "C"         NOT NULL,
    window_start     timestamptz              NOT NULL,
    predictions      bigint                   NOT NULL DEFAULT 0,
    labels           jsonb                    NOT NULL DEFAULT '{}',
    other_labels     bigint                   NOT NULL DEFAULT 0,
    inference_micros bytea,
    total_micros     bytea,
    scores           bytea,
    PRIMARY KEY (tenant_id, model, version, window_start)
);
CREATE INDEX version_window_by_time ON version_window (window_start);

-- Values of one feature in one window: a sketch of its numbers and exact counts of its categories.
-- A writer holds the lock of the version_window row.
CREATE TABLE feature_window (
    tenant_id        uuid             NOT NULL,
    model            text COLLATE "C" NOT NULL,
    version          text COLLATE "C" NOT NULL,
    window_start     timestamptz      NOT NULL,
    feature          text COLLATE "C" NOT NULL,
    numbers          bytea,
    categories       jsonb            NOT NULL DEFAULT '{}',
    other_categories bigint           NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, model, version, window_start, feature)
);
CREATE INDEX feature_window_by_time ON feature_window (window_start);

-- Where each partition's consumption stands. It moves in the transaction that stores the events' effects.
CREATE TABLE consumer_offset (
    topic       text COLLATE "C" NOT NULL,
    partition   integer          NOT NULL,
    next_offset bigint           NOT NULL,
    updated_at  timestamptz      NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
);

-- Ids of the events whose effect is stored: a second delivery finds its id here.
CREATE TABLE consumed_event (
    event_id    text COLLATE "C" PRIMARY KEY,
    consumed_at timestamptz      NOT NULL
);
CREATE INDEX consumed_event_by_time ON consumed_event (consumed_at);

-- Records that can never be folded, with the reason.
CREATE TABLE dead_letter (
    topic         text COLLATE "C" NOT NULL,
    partition     integer          NOT NULL,
    record_offset bigint           NOT NULL,
    cause         text             NOT NULL,
    headers       jsonb            NOT NULL,
    record_value  bytea,
    created_at    timestamptz      NOT NULL,
    PRIMARY KEY (topic, partition, record_offset, created_at)
);
CREATE INDEX dead_letter_by_time ON dead_letter (created_at);

ALTER TABLE version_window ENABLE ROW LEVEL SECURITY;
ALTER TABLE version_window FORCE ROW LEVEL SECURITY;
ALTER TABLE feature_window ENABLE ROW LEVEL SECURITY;
ALTER TABLE feature_window FORCE ROW LEVEL SECURITY;
ALTER TABLE consumer_offset ENABLE ROW LEVEL SECURITY;
ALTER TABLE consumer_offset FORCE ROW LEVEL SECURITY;
ALTER TABLE consumed_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE consumed_event FORCE ROW LEVEL SECURITY;
ALTER TABLE dead_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letter FORCE ROW LEVEL SECURITY;

-- A request reads its own tenant's statistics and writes nothing.
CREATE POLICY own_tenant ON version_window FOR SELECT
    USING (tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY own_tenant ON feature_window FOR SELECT
    USING (tenant_id::text = current_setting('auspex.tenant', true));

-- A batch of events mixes tenants: the fold and the pruning work across them.
CREATE POLICY across_tenants ON version_window
    USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY across_tenants ON feature_window
    USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY across_tenants ON consumer_offset
    USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY across_tenants ON consumed_event
    USING (current_setting('auspex.tenant', true) = '*');
CREATE POLICY across_tenants ON dead_letter
    USING (current_setting('auspex.tenant', true) = '*');

GRANT SELECT, INSERT, UPDATE, DELETE ON version_window, feature_window TO "${appRole}";
GRANT SELECT, INSERT, UPDATE ON consumer_offset TO "${appRole}";
-- UPDATE only because pruning locks the rows that it deletes.
GRANT SELECT, INSERT, UPDATE, DELETE ON consumed_event, dead_letter TO "${appRole}";
