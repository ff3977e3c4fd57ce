CREATE TABLE "channel_settings" (
	"channel" text NOT NULL,
	"entity_id" text DEFAULT '' NOT NULL,
	"settings" jsonb NOT NULL,
	"secrets" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channel_settings_channel_entity_id_pk" PRIMARY KEY("channel","entity_id")
);
--> statement-breakpoint
CREATE TABLE "dispatch_tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entity_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"due_on" date NOT NULL,
	"text" text NOT NULL,
	"recipient" jsonb NOT NULL,
	"assignee" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	"done_by" text,
	"outcome" text
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entity_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"day" date NOT NULL,
	"registered" boolean DEFAULT false NOT NULL,
	"language" text DEFAULT '' NOT NULL,
	"address" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"pdf" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"posted_at" timestamp with time zone,
	"posted_by" text
);
--> statement-breakpoint
CREATE TABLE "logged_messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"recipient" jsonb NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text DEFAULT '' NOT NULL,
	"logged_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entity_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"planned_day" date NOT NULL,
	"trigger_key" text DEFAULT '' NOT NULL,
	"campaign_id" text NOT NULL,
	"campaign_version" integer DEFAULT 1 NOT NULL,
	"segment_id" text DEFAULT '' NOT NULL,
	"variant_id" text DEFAULT '' NOT NULL,
	"probability" double precision DEFAULT 1 NOT NULL,
	"step_id" text NOT NULL,
	"kind" text NOT NULL,
	"level" smallint DEFAULT 0 NOT NULL,
	"channel" text NOT NULL,
	"tone" text NOT NULL,
	"template" text NOT NULL,
	"template_version" integer DEFAULT 0 NOT NULL,
	"language" text DEFAULT '' NOT NULL,
	"recipient" text NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"interrupted" integer DEFAULT 0 NOT NULL,
	"claimed_by" uuid,
	"claimed_until" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"provider_id" text,
	"message_id" text,
	"error_code" text,
	"error" text,
	"cost" numeric(18, 4),
	"told_warehouse" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_state" CHECK ("outbox"."state" in ('queued', 'claimed', 'sending', 'sent', 'dead', 'cancelled', 'held'))
);
--> statement-breakpoint
CREATE TABLE "planner_runs" (
	"day" date NOT NULL,
	"bucket" smallint NOT NULL,
	"campaigns" text NOT NULL,
	"recorded_until" timestamp with time zone NOT NULL,
	"customers" integer DEFAULT 0 NOT NULL,
	"contacts" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "planner_runs_day_bucket_pk" PRIMARY KEY("day","bucket")
);
--> statement-breakpoint
CREATE TABLE "sending_controls" (
	"scope" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"by" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verdict_batches" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"day" date NOT NULL,
	"verdicts" integer NOT NULL,
	"lines" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE INDEX "dispatch_tasks_open" ON "dispatch_tasks" USING btree ("due_on") WHERE "dispatch_tasks"."done_at" is null;--> statement-breakpoint
CREATE INDEX "letters_day" ON "letters" USING btree ("day");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_one_a_day" ON "outbox" USING btree ("entity_id","customer_id","planned_day") WHERE "outbox"."trigger_key" = '';--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_one_a_trigger" ON "outbox" USING btree ("trigger_key") WHERE "outbox"."trigger_key" <> '';--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("channel","next_attempt_at") WHERE "outbox"."state" = 'queued';--> statement-breakpoint
CREATE INDEX "outbox_leases" ON "outbox" USING btree ("claimed_until") WHERE "outbox"."state" in ('claimed', 'sending');--> statement-breakpoint
CREATE INDEX "outbox_untold" ON "outbox" USING btree ("id") WHERE not "outbox"."told_warehouse" and "outbox"."state" in ('sent', 'dead', 'cancelled');--> statement-breakpoint
CREATE INDEX "outbox_customer" ON "outbox" USING btree ("entity_id","customer_id");