-- Counts every change of the registry. It is counted up as the last step of the change's transaction, so that the order of revisions is
-- that of commits.
CREATE TABLE registry_revision (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    revision bigint  NOT NULL
);
INSERT INTO registry_revision (revision) VALUES (0);

-- The revision whose aliases a replica follows, as it last said.
ALTER TABLE replica ADD COLUMN followed bigint NOT NULL DEFAULT 0;

GRANT SELECT, UPDATE ON registry_revision TO "${appRole}";
