CREATE TABLE "customer_overrides" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entity_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"from_day" date NOT NULL,
	"until_day" date,
	"campaign_id" text DEFAULT '' NOT NULL,
	"step_id" text DEFAULT '' NOT NULL,
	"invoice_id" text DEFAULT '' NOT NULL,
	"reason" text NOT NULL,
	"made_by" text NOT NULL,
	"made_by_name" text NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_by" text,
	"undone_at" timestamp with time zone,
	CONSTRAINT "customer_overrides_kind" CHECK ("customer_overrides"."kind" in ('hold', 'skip_step', 'force_step', 'resume'))
);
--> statement-breakpoint
CREATE INDEX "customer_overrides_in_force" ON "customer_overrides" USING btree ("entity_id","customer_id") WHERE "customer_overrides"."undone_at" is null;