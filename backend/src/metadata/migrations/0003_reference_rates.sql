CREATE TABLE "reference_rates" (
	"rate" text NOT NULL,
	"from_day" date NOT NULL,
	"percent" numeric(7, 4) NOT NULL,
	"source" text NOT NULL,
	"entered_by" text NOT NULL,
	"entered_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reference_rates_rate_from_day_pk" PRIMARY KEY("rate","from_day")
);
