-- An alert may watch a segment, whose name is kept for when the segment is gone.
ALTER TABLE "kpi_alerts" ADD COLUMN "cut_name" text DEFAULT '' NOT NULL;
