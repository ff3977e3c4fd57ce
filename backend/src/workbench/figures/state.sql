-- One row = everything that figures follow from, as one number: loads, daily sums, and sums by attributes.
SELECT toString(bitXor(bitXor(
    (SELECT groupBitXor(cityHash64(toString(batch_id), state, revision)) FROM loads FINAL),
    (SELECT groupBitXor(cityHash64(*)) + count() FROM kpi_totals)),
    (SELECT groupBitXor(cityHash64(*)) + count() FROM kpi_daily))) AS mark
