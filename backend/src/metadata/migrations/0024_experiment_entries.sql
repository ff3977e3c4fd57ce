CREATE TABLE "experiment_runs" (
	"experiment_id" text PRIMARY KEY NOT NULL,
	"templates" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"takes_entries" boolean DEFAULT true NOT NULL,
	"strata" jsonb,
	"began_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "experiment_epochs" (
	"experiment_id" text NOT NULL,
	"epoch" integer NOT NULL,
	"weights" jsonb NOT NULL,
	"paused" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"actor" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "experiment_epochs_experiment_id_epoch_pk" PRIMARY KEY("experiment_id","epoch")
);
--> statement-breakpoint
CREATE TABLE "experiment_entries" (
	"experiment_id" text NOT NULL,
	"entity_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"cluster" text NOT NULL,
	"segment_id" text DEFAULT '' NOT NULL,
	"cell" text NOT NULL,
	"epoch" integer NOT NULL,
	"entry_day" date NOT NULL,
	"exposure" jsonb NOT NULL,
	"seq" bigserial NOT NULL,
	"told_warehouse" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "experiment_entries_experiment_id_entity_id_customer_id_pk" PRIMARY KEY("experiment_id","entity_id","customer_id")
);
--> statement-breakpoint
CREATE TABLE "experiment_places" (
	"experiment_id" text NOT NULL,
	"stratum" text NOT NULL,
	"next" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "experiment_places_experiment_id_stratum_pk" PRIMARY KEY("experiment_id","stratum")
);
--> statement-breakpoint
ALTER TABLE "experiment_runs" ADD CONSTRAINT "experiment_runs_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiment_epochs" ADD CONSTRAINT "experiment_epochs_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "experiment_entries_seq" ON "experiment_entries" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "experiment_entries_untold" ON "experiment_entries" USING btree ("seq") WHERE not "experiment_entries"."told_warehouse";
