CREATE TABLE "sending_alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"entity_id" text NOT NULL,
	"known_until" timestamp with time zone,
	"last_file" text DEFAULT '' NOT NULL,
	"hours" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"mailed_at" timestamp with time zone
);--> statement-breakpoint
CREATE UNIQUE INDEX "sending_alerts_open" ON "sending_alerts" USING btree ("kind","entity_id") WHERE "sending_alerts"."ended_at" is null;
