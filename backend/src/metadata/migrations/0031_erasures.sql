CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"entity_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"cause" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "erasures_customer" ON "erasures" USING btree ("entity_id","customer_id");--> statement-breakpoint
CREATE INDEX "erasures_open" ON "erasures" USING btree ("requested_at") WHERE "erasures"."done_at" is null;
