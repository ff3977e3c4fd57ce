-- KPIs as the dashboards give them, for those who ask by SQL. Most formulas are no sums (count-back, survival, rates
-- with reasons for no value), and stand in one place, pipelines/src/kpis: so their results are kept here, by month,
-- written by the program when somebody asks and the data has changed. Nothing of it is needed to compute anything.

CREATE TABLE IF NOT EXISTS relance.kpi_figures{local} {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    generation UInt64 COMMENT 'Which computing of the entity this row belongs to: milliseconds since 1970',
    kpi LowCardinality(String) COMMENT 'Id of the KPI; empty on the row that closes a generation',
    currency LowCardinality(String) COMMENT 'Currency; empty for KPIs that have none, such as complaint rates',
    from_day Date COMMENT 'First day of the period',
    as_of Date COMMENT 'Last day of the period: a month end, or the day of computing',
    dimension LowCardinality(String) COMMENT 'By what it is cut: country, sector, channel …; empty for the whole',
    cut LowCardinality(String) COMMENT 'Value of the dimension',
    part LowCardinality(String) COMMENT 'Part of a KPI that has several rows, such as an ageing bucket',
    value Nullable(Float64) COMMENT 'The figure; none where reason says why',
    amount Nullable(Decimal(38, 4)) COMMENT 'The same, exact, where the unit is money',
    unit LowCardinality(String) COMMENT 'money, days, share, percent, per_mille, count, number or cost_per_unit',
    reason LowCardinality(String) COMMENT 'Why there is no value',
    provisional UInt8 COMMENT '1 where the period ends after the day up to which payments are known'
)
ENGINE = {engine:MergeTree}
ORDER BY (entity_id, generation, kpi, as_of)
TTL toDateTime(intDiv(generation, 1000)) + INTERVAL 7 DAY
COMMENT 'One row = one figure of one computing; read the view kpis'
;;
{distributed:kpi_figures:cityHash64(entity_id)}
;;
CREATE OR REPLACE VIEW relance.kpis {on_cluster}
(
    entity_id LowCardinality(String) COMMENT 'The creditor',
    kpi LowCardinality(String) COMMENT 'Id of the KPI, as on its page of definitions',
    currency LowCardinality(String) COMMENT 'Currency; empty for KPIs that have none, such as complaint rates',
    from_day Date COMMENT 'First day of the period',
    as_of Date COMMENT 'Last day of the period: a month end, or today',
    dimension LowCardinality(String) COMMENT 'By what it is cut: country, kind, sector, size, account_manager, disputed, campaign, channel, tone, variant; empty for the whole',
    cut LowCardinality(String) COMMENT 'Value of the dimension',
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
