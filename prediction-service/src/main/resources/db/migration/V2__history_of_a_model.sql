-- For pages of one model: without it, a rarely used model makes PostgreSQL read all of its tenant's predictions.
CREATE INDEX prediction_newest_of_model ON prediction (tenant_id, model, created_at DESC, id DESC);
