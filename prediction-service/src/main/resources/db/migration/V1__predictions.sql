-- A durable prediction. Rows are written once and never changed.
--
-- Every request works within its own tenant: it names the tenant in the setting auspex.tenant, and row-level security
-- shows it no other rows. Inserts come in groups that mix tenants, so inserting has a policy of its own, which lets
-- nobody read anything.
CREATE TABLE prediction (
    tenant_id         uuid             NOT NULL,
    id                uuid             NOT NULL,
    account_id        uuid             NOT NULL,
    model             text COLLATE "C" NOT NULL,
    version           text COLLATE "C" NOT NULL,
    label             text             NOT NULL,
    score             double precision NOT NULL,
    confidence        double precision NOT NULL,
    features          jsonb            NOT NULL,
    warnings          jsonb            NOT NULL,
    validate_micros   bigint           NOT NULL,
    queue_micros      bigint           NOT NULL,
    inference_micros  bigint           NOT NULL,
    model_call_micros bigint           NOT NULL,
    total_micros      bigint           NOT NULL,
    created_at        timestamptz      NOT NULL,
    -- With the tenant first, both keys stay valid when the table is partitioned by tenant.
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX prediction_newest ON prediction (tenant_id, created_at DESC, id DESC);

-- Events that wait for Kafka, in the order of id. They are written with what they tell of, in one transaction, and
-- deleted once Kafka has them.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id     uuid             NOT NULL,
    tenant_id    uuid             NOT NULL,
    topic        text COLLATE "C" NOT NULL,
    event_type   text COLLATE "C" NOT NULL,
    event_key    text COLLATE "C" NOT NULL,
    trace_parent text COLLATE "C",
    payload      text             NOT NULL,
    created_at   timestamptz      NOT NULL
) WITH (
    -- Every row lives for milliseconds only: clean by count, not by share.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0
);

ALTER TABLE prediction ENABLE ROW LEVEL SECURITY;
ALTER TABLE prediction FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON prediction FOR SELECT
    USING (tenant_id::text = current_setting('auspex.tenant', true));
CREATE POLICY group_commit ON prediction FOR INSERT
    WITH CHECK (true);

CREATE POLICY group_commit ON outbox FOR INSERT
    WITH CHECK (true);
-- The relay publishes the events of all tenants. A request sees none.
CREATE POLICY relay ON outbox
    USING (current_setting('auspex.tenant', true) = '*');

GRANT SELECT, INSERT ON prediction TO "${appRole}";
GRANT SELECT, INSERT, DELETE ON outbox TO "${appRole}";
