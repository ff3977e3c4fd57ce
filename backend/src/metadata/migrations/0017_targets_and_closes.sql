CREATE TABLE "kpi_targets" (
	"kpi" text NOT NULL,
	"entity_id" text NOT NULL,
	"value" numeric(20, 6) NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kpi_targets_kpi_entity_id_pk" PRIMARY KEY("kpi","entity_id")
);
--> statement-breakpoint
CREATE TABLE "kpi_closes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"as_of" date NOT NULL,
	"from_day" date NOT NULL,
	"scope" text NOT NULL,
	"currency" text NOT NULL,
	"rows" jsonb NOT NULL,
	"data_cut" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"closed_by" text NOT NULL,
	"closed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "kpi_closes_month" ON "kpi_closes" USING btree ("as_of","scope","currency");
