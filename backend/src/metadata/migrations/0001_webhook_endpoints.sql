CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"source" text NOT NULL,
	"name" text NOT NULL,
	"entity_id" text DEFAULT '' NOT NULL,
	"token_hash" text NOT NULL,
	"secret" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone,
	"last_delivery_at" timestamp with time zone,
	"deliveries" bigint DEFAULT 0 NOT NULL,
	"refusals" bigint DEFAULT 0 NOT NULL,
	"last_refusal_at" timestamp with time zone,
	"last_refusal" text
);
--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_endpoints_token" ON "webhook_endpoints" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_source" ON "webhook_endpoints" USING btree ("source");