-- What a group reads: all its currencies in one, by the rates of their days. Rates are kept with the metadata and the
-- rules of converting stand in pipelines/src/kpis/currencies, so the results are kept here, as those of the view kpis.

CREATE TABLE IF NOT EXISTS relance.kpi_presented_figures{local} {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor; empty for all together',
    generation UInt64 COMMENT 'Which computing this row belongs to: milliseconds since 1970',
    kpi LowCardinality(String) COMMENT 'Id of the KPI; empty on the row that closes a generation',
    currency LowCardinality(String) COMMENT 'The currency into which all were brought; empty for KPIs that have none',
    from_day Date COMMENT 'First day of the period',
    as_of Date COMMENT 'Last day of the period: a month end, or the day of computing',
    part LowCardinality(String) COMMENT 'Part of a KPI that has several rows, such as an ageing bucket',
    value Nullable(Float64) COMMENT 'The figure; none where reason says why',
    amount Nullable(Decimal(38, 4)) COMMENT 'The same, exact, where the unit is money',
    unit LowCardinality(String) COMMENT 'money, days, share, percent, per_mille, count, number or cost_per_unit',
    reason LowCardinality(String) COMMENT 'Why there is no value',
    missing_currency LowCardinality(String) COMMENT 'With the reason no_rate: of which currency a rate is missing',
    missing_day Nullable(Date) COMMENT 'With the reason no_rate: on which day',
    provisional UInt8 COMMENT '1 where the period ends after the day up to which payments are known'
)
ENGINE = {engine:MergeTree}
ORDER BY (entity_id, generation, kpi, as_of)
TTL toDateTime(intDiv(generation, 1000)) + INTERVAL 7 DAY
COMMENT 'One row = one figure of one computing; read the view kpis_presented'
;;
{distributed:kpi_presented_figures:cityHash64(entity_id)}
;;
CREATE OR REPLACE VIEW relance.kpis_presented {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor; empty for all together, whom only those see who see every creditor',
    kpi LowCardinality(String) COMMENT 'Id of the KPI, as on its page of definitions',
    currency LowCardinality(String) COMMENT 'The currency of the group, into which all were brought; empty for KPIs that have none',
    from_day Date COMMENT 'First day of the period',
    as_of Date COMMENT 'Last day of the period: a month end, or today. Balances are at its rates, flows at those of their own days',
    part LowCardinality(String) COMMENT 'Part of a KPI that has several rows, such as an ageing bucket',
    value Nullable(Float64) COMMENT 'The figure of the dashboards, not rounded; none where reason says why',
    amount Nullable(Decimal(38, 4)) COMMENT 'The same, exact, where the unit is money',
    unit LowCardinality(String) COMMENT 'money, days, share, percent, per_mille, count, number or cost_per_unit',
    reason LowCardinality(String) COMMENT 'Why there is no value; no_rate where a rate is missing, which is never taken as 1',
    missing_currency LowCardinality(String) COMMENT 'With the reason no_rate: of which currency a rate is missing',
    missing_day Nullable(Date) COMMENT 'With the reason no_rate: on which day',
    provisional UInt8 COMMENT '1 where the period ends after the day up to which payments are known'
)
AS SELECT entity_id, kpi, currency, from_day, as_of, part, value, amount, unit, reason, missing_currency, missing_day, provisional
FROM relance.kpi_presented_figures
WHERE kpi != '' AND (entity_id, generation) IN
    (SELECT entity_id, max(generation) FROM relance.kpi_presented_figures WHERE kpi = '' GROUP BY entity_id)
COMMENT 'One row = one KPI of one creditor, or of all, for one of the last 13 months, all currencies in that of the group'
;;
CREATE OR REPLACE VIEW relance.kpis {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    kpi LowCardinality(String) COMMENT 'Id of the KPI, as on its page of definitions',
    currency LowCardinality(String) COMMENT 'Currency; empty for KPIs that have none, such as complaint rates',
    from_day Date COMMENT 'First day of the period',
    as_of Date COMMENT 'Last day of the period: a month end, or today',
    dimension LowCardinality(String) COMMENT 'By what it is cut: country, kind, sector, size, account_manager, disputed, campaign, channel, tone, variant, segment (who fits its rule on the last day; the running month and two before); empty for the whole',
    cut LowCardinality(String) COMMENT 'Value of the dimension; of a segment its id, empty for customers in none. Who is in several counts in each',
    part LowCardinality(String) COMMENT 'Part of a KPI that has several rows, such as an ageing bucket',
    value Nullable(Float64) COMMENT 'The figure of the dashboards, not rounded; none where reason says why',
    amount Nullable(Decimal(38, 4)) COMMENT 'The same, exact, where the unit is money',
    unit LowCardinality(String) COMMENT 'money, days, share, percent, per_mille, count, number or cost_per_unit',
    reason LowCardinality(String) COMMENT 'Why there is no value',
    provisional UInt8 COMMENT '1 where the period ends after the day up to which payments are known'
)
AS SELECT entity_id, kpi, currency, from_day, as_of, dimension, cut, part, value, amount, unit, reason, provisional
FROM relance.kpi_figures
WHERE kpi != '' AND (entity_id, generation) IN
    (SELECT entity_id, max(generation) FROM relance.kpi_figures WHERE kpi = '' GROUP BY entity_id)
COMMENT 'One row = one KPI of one creditor for one of the last 13 months, as the dashboards show it'
