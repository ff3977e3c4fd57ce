ALTER TABLE "experiment_decisions" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "experiment_decisions" ADD COLUMN "withdrawn_by" text;
