-- A schema that somebody described can be described anew until the first prediction was made with it. Null until then.
ALTER TABLE version_wish ADD COLUMN schema_used_at timestamptz;

-- Of what is described already nobody knows whether predictions were made with it: it stays as it is.
SELECT set_config('auspex.tenant', '*', true);
UPDATE version_wish SET schema_used_at = changed_at WHERE description IS NOT NULL;
