-- Tenants that are gone: what is counted of them goes too, and what comes of them later.
CREATE TABLE deleted_tenant (
    id uuid PRIMARY KEY
);
ALTER TABLE deleted_tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE deleted_tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY across_tenants ON deleted_tenant
    USING (current_setting('auspex.tenant', true) = '*');
GRANT SELECT, INSERT ON deleted_tenant TO "${appRole}";
