CREATE TABLE "bi_logins" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" text NOT NULL,
	"name" text NOT NULL,
	"username" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "bi_logins_username" ON "bi_logins" USING btree ("username");
--> statement-breakpoint
CREATE INDEX "bi_logins_person" ON "bi_logins" USING btree ("person_id");
