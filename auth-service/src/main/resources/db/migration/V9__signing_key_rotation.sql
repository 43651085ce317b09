-- Keys follow each other. Rows are only added: which key signs and which ones still check follows from their times.

ALTER TABLE signing_key ADD COLUMN activates_at timestamptz NOT NULL DEFAULT now();
-- When the keys before this one no longer check tokens.
ALTER TABLE signing_key ADD COLUMN others_end_at timestamptz NOT NULL DEFAULT 'infinity';
UPDATE signing_key SET activates_at = created_at;
DELETE FROM signing_key WHERE NOT active;
DROP INDEX signing_key_active;
ALTER TABLE signing_key DROP COLUMN active;
ALTER TABLE signing_key ALTER COLUMN activates_at DROP DEFAULT;
ALTER TABLE signing_key ALTER COLUMN others_end_at DROP DEFAULT;
