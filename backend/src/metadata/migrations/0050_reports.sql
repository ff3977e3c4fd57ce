CREATE TABLE "report_schedules" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"entity_id" text DEFAULT '' NOT NULL,
	"currency" text NOT NULL,
	"converted" boolean DEFAULT false NOT NULL,
	"compare" text NOT NULL,
	"every" text NOT NULL,
	"nth" integer DEFAULT 1 NOT NULL,
	"minute" integer NOT NULL,
	"to_users" text[] NOT NULL,
	"to_addresses" jsonb NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "report_schedules_minute" CHECK ("report_schedules"."minute" between 0 and 1439)
);
--> statement-breakpoint
CREATE TABLE "report_runs" (
	"schedule_id" uuid NOT NULL,
	"occasion" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"error" text DEFAULT '' NOT NULL,
	"claimed_until" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"notice_keys" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "report_runs_schedule_id_occasion_pk" PRIMARY KEY("schedule_id","occasion")
);
--> statement-breakpoint
CREATE TABLE "report_links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" text NOT NULL,
	"name" text NOT NULL,
	"entities" text[] NOT NULL,
	"currency" text NOT NULL,
	"converted" boolean DEFAULT false NOT NULL,
	"compare" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"opened" integer DEFAULT 0 NOT NULL,
	"last_opened_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "report_runs" ADD CONSTRAINT "report_runs_schedule_id_report_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."report_schedules"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "report_links_token" ON "report_links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "report_links_made" ON "report_links" USING btree ("created_at");
