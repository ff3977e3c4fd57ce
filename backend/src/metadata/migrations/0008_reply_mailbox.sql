CREATE TABLE "reply_mailboxes" (
	"name" text PRIMARY KEY NOT NULL,
	"settings" jsonb NOT NULL,
	"secret" text NOT NULL,
	"uid_validity" bigint,
	"next_uid" bigint,
	"read_at" timestamp with time zone,
	"error" text DEFAULT '' NOT NULL,
	"leased_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "mailbox_mails" (
	"id" text PRIMARY KEY NOT NULL,
	"mailbox" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"sender" text NOT NULL,
	"subject" text NOT NULL,
	"entity_id" text DEFAULT '' NOT NULL,
	"customer_id" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE INDEX "mailbox_mails_at" ON "mailbox_mails" USING btree ("mailbox","at");
