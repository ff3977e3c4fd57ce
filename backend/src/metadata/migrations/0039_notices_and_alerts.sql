CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"key" text NOT NULL,
	"channel" text NOT NULL,
	"user_id" text DEFAULT '' NOT NULL,
	"address" text DEFAULT '' NOT NULL,
	"language" text DEFAULT 'fr' NOT NULL,
	"entity_id" text DEFAULT '' NOT NULL,
	"content" jsonb,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_until" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"given_up_at" timestamp with time zone,
	"error" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "notices_key" ON "notices" USING btree ("key");--> statement-breakpoint
CREATE INDEX "notices_waiting" ON "notices" USING btree ("next_at") WHERE "notices"."sent_at" is null and "notices"."given_up_at" is null;--> statement-breakpoint
CREATE TABLE "kpi_alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kpi" text NOT NULL,
	"entity_id" text DEFAULT '' NOT NULL,
	"currency" text NOT NULL,
	"dimension" text DEFAULT '' NOT NULL,
	"cut" text DEFAULT '' NOT NULL,
	"rule" jsonb NOT NULL,
	"to_users" text[] NOT NULL,
	"to_webhook" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'new' NOT NULL,
	"since" date,
	"told_on" date,
	"muted_until" date,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "kpi_alert_checks" (
	"alert_id" uuid NOT NULL,
	"day" date NOT NULL,
	"outcome" text NOT NULL,
	"finding" jsonb NOT NULL,
	"checked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kpi_alert_checks_alert_id_day_pk" PRIMARY KEY("alert_id","day")
);
--> statement-breakpoint
ALTER TABLE "kpi_alert_checks" ADD CONSTRAINT "kpi_alert_checks_alert_id_kpi_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."kpi_alerts"("id") ON DELETE cascade ON UPDATE no action;
