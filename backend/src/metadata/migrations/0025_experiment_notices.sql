CREATE TABLE "experiment_notices" (
	"experiment_id" text NOT NULL,
	"variant" text NOT NULL,
	"words" jsonb NOT NULL,
	"sent_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "experiment_notices_experiment_id_variant_pk" PRIMARY KEY("experiment_id","variant")
);
--> statement-breakpoint
ALTER TABLE "experiment_runs" ADD COLUMN "campaign_version" integer;
--> statement-breakpoint
ALTER TABLE "experiment_notices" ADD CONSTRAINT "experiment_notices_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;
