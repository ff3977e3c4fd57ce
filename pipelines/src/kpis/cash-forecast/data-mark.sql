-- One row = everything that a forecast follows from, as one number: loads and daily sums.
SELECT toString(bitXor(
    (SELECT groupBitXor(cityHash64(toString(batch_id), state, revision)) FROM relance.loads FINAL),
    (SELECT groupBitXor(cityHash64(*)) + count() FROM relance.kpi_totals))) AS mark
