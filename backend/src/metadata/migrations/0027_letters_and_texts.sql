ALTER TABLE "letters" ADD COLUMN "composed" jsonb;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "tracking_number" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "failed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "failed_by" text;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "failure" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE TABLE "sent_texts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"composed_at" timestamp with time zone NOT NULL
);--> statement-breakpoint
ALTER TABLE "customer_overrides" ADD COLUMN "channel" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_overrides" DROP CONSTRAINT "customer_overrides_kind";--> statement-breakpoint
ALTER TABLE "customer_overrides" ADD CONSTRAINT "customer_overrides_kind" CHECK ("customer_overrides"."kind" in ('hold', 'skip_step', 'force_step', 'channel', 'resume'));
