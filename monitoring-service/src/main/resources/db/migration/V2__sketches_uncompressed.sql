-- Sketches are dense already: to compress them at each write takes time and gains nothing.
ALTER TABLE version_window
    ALTER COLUMN inference_micros SET STORAGE EXTERNAL,
    ALTER COLUMN total_micros SET STORAGE EXTERNAL,
    ALTER COLUMN scores SET STORAGE EXTERNAL;
ALTER TABLE feature_window ALTER COLUMN numbers SET STORAGE EXTERNAL;
