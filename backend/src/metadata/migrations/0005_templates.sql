CREATE TABLE "templates" (
	"family" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"occasion" text NOT NULL,
	"library" boolean DEFAULT false NOT NULL,
	"copied_from" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"family" text NOT NULL,
	"version" integer NOT NULL,
	"texts" jsonb NOT NULL,
	"fingerprint" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "template_versions_family_version_pk" PRIMARY KEY("family","version"),
	CONSTRAINT "template_versions_family_templates_family_fk" FOREIGN KEY ("family") REFERENCES "public"."templates"("family") ON DELETE no action ON UPDATE no action
);
