CREATE TABLE "experiments" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" uuid,
	"name" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"design" jsonb NOT NULL,
	"started_on" date,
	"ended_on" date,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "experiment_looks" (
	"experiment_id" text NOT NULL,
	"cut" date NOT NULL,
	"contrast" text NOT NULL,
	"information" double precision NOT NULL,
	"looks" integer NOT NULL,
	"smallest_p" double precision NOT NULL,
	"shown" jsonb,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "experiment_looks_experiment_id_cut_contrast_pk" PRIMARY KEY("experiment_id","cut","contrast")
);
--> statement-breakpoint
CREATE TABLE "experiment_decisions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"experiment_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"segment" text DEFAULT '*' NOT NULL,
	"variant" text,
	"note" text DEFAULT '' NOT NULL,
	"cut" date NOT NULL,
	"numbers" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "experiment_looks" ADD CONSTRAINT "experiment_looks_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "experiment_decisions" ADD CONSTRAINT "experiment_decisions_experiment_id_experiments_id_fk" FOREIGN KEY ("experiment_id") REFERENCES "public"."experiments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "experiments_campaign" ON "experiments" USING btree ("campaign_id");--> statement-breakpoint
CREATE INDEX "experiment_decisions_experiment" ON "experiment_decisions" USING btree ("experiment_id");
