CREATE TABLE "saved_queries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"owner_id" text NOT NULL,
	"owner_name" text NOT NULL,
	"name" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "saved_query_versions" (
	"query_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"sql" text NOT NULL,
	"params" jsonb NOT NULL,
	"chart" jsonb,
	"saved_by" text NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "saved_query_versions_query_id_version_pk" PRIMARY KEY("query_id","version"),
	CONSTRAINT "saved_query_versions_query_id_saved_queries_id_fk" FOREIGN KEY ("query_id") REFERENCES "public"."saved_queries"("id") ON DELETE no action ON UPDATE no action
);
--> statement-breakpoint
CREATE TABLE "query_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"sql" text NOT NULL,
	"params" jsonb NOT NULL,
	"via" text NOT NULL,
	"state" text NOT NULL,
	"code" text,
	"rows" bigint DEFAULT 0 NOT NULL,
	"seconds" real DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "saved_queries_owner" ON "saved_queries" USING btree ("owner_id");
--> statement-breakpoint
CREATE INDEX "query_runs_person" ON "query_runs" USING btree ("person_id","started_at");
