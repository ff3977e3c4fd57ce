-- One row = one part of a credit that settles one debit by lettering. Lines of one letter are paired in the order of
-- their days. A letter that does not come out even within its year may go on in the next: such years are taken together.
-- What exceeds the smaller side stays open or on account. A payment that the bank returned settles until its return.
INSERT INTO relance.letterings_stage
WITH
    lettered AS
    (
        SELECT bucket, entity_id, customer_id, currency, payment_id AS letter, allocations[1].1 AS document,
            toDecimal128(allocations[1].2, 4) AS amount, occurred_on AS day
        FROM {events}
        WHERE bucket IN {buckets: Array(UInt8)} AND event_type = 'account.lettered'
        {lettered_once}
    ),
    groups AS
    (
        SELECT bucket, entity_id, customer_id, currency,
            if(notEmpty(part.1), part.1, account) AS letter, part.2 AS lines
        FROM
        (
            -- the last five signs of a letter are its year
            SELECT bucket, entity_id, customer_id, currency, substring(letter, 1, length(letter) - 5) AS account,
                groupArray((day, document, amount, letter)) AS own,
                arrayDistinct(own.4) AS letters,
                arrayFilter(l -> arraySum(arrayMap(x -> if(x.4 = l, x.3, toDecimal128(0, 4)), own)) = 0, letters) AS even,
                if(length(letters) = 1, [(letters[1], own)],
                    arrayPushBack(arrayMap(l -> (l, arrayFilter(x -> x.4 = l, own)), even),
                        ('', arrayFilter(x -> NOT has(even, x.4), own)))) AS parts
            FROM lettered
            GROUP BY bucket, entity_id, customer_id, currency, account
        )
        ARRAY JOIN parts AS part
    ),
    sides AS
    (
        SELECT bucket, entity_id, customer_id, currency, letter,
            -- unless returned
            arraySort(arrayFilter(x -> x.3 > 0, lines)) AS debits,
            arraySort(arrayFilter(x -> x.3 < 0, lines)) AS credits
            -- end
            -- if returned
            -- the i-th return of an amount takes back the i-th payment of that amount
            arraySort(arrayFilter(x -> x.3 > 0, lines)) AS all_debits,
            arraySort(arrayFilter(x -> x.3 < 0, lines)) AS all_credits,
            arrayFilter(x -> startsWith(x.2, 'return:'), all_debits) AS returns,
            arrayFilter(x -> has(returns.3, -x.3) AND startsWith(x.2, 'payment:'), all_credits) AS candidates,
            arrayFilter((x, i) -> arrayCount((y, j) -> j <= i AND y.3 = x.3, candidates, arrayEnumerate(candidates))
                <= arrayCount(r -> r.3 = -x.3, returns), candidates, arrayEnumerate(candidates)) AS returned,
            arrayFilter((x, i) -> arrayCount((y, j) -> j <= i AND y.3 = x.3, returns, arrayEnumerate(returns))
                <= arrayCount(c -> c.3 = -x.3, candidates), returns, arrayEnumerate(returns)) AS taken,
            arrayMap((x, i) -> arrayFilter(r -> r.3 = -x.3, taken)[arrayCount((y, j) -> j <= i AND y.3 = x.3, returned, arrayEnumerate(returned))].1,
                returned, arrayEnumerate(returned)) AS returned_on,
            arrayFilter(x -> NOT has(taken.2, x.2), all_debits) AS debits,
            arrayFilter(x -> NOT has(returned.2, x.2), all_credits) AS credits
            -- end
        FROM groups
        WHERE notEmpty(lines)
    )
SELECT bucket, entity_id, customer_id, currency, letter,
    substring(credit, 1, position(credit, ':') - 1), substring(credit, position(credit, ':') + 1), paid_on,
    substring(debit, 1, position(debit, ':') - 1), substring(debit, position(debit, ':') + 1),
    greatest(paid_on, debit_day) AS effective_on, CAST(amount, 'Decimal(18, 4)'), greatest(rejected_on, effective_on)
FROM
(
    SELECT bucket, entity_id, customer_id, currency, letter, part.1 AS credit, part.2 AS paid_on, part.3 AS debit,
        part.4 AS debit_day, part.5 AS amount, part.6 AS rejected_on
    FROM
    (
        SELECT bucket, entity_id, customer_id, currency, letter,
            -- where lines end when they are laid end to end: (end, 1 debit 2 credit, day, document, day of return)
            -- unless returned
            arraySort(arrayConcat(
                arrayMap((x, e) -> (e, 1::UInt8, x.1, x.2, toDate('2149-06-06')), debits, arrayCumSum(debits.3)),
                arrayMap((x, e) -> (e, 2::UInt8, x.1, x.2, toDate('2149-06-06')), credits, arrayCumSum(arrayMap(x -> -x, credits.3))))) AS ends,
            arrayMap((p, b, c, d) -> (c.4, c.3, d.4, d.3, p.1 - b, c.5, c.2, d.2), ends, arrayPopBack(arrayPushFront(ends.1, toDecimal128(0, 4))),
                arrayReverseFill(x -> x.2 = 2, ends), arrayReverseFill(x -> x.2 = 1, ends)) AS cuts
            -- end
            -- if returned
            [(debits, credits, []), (arrayFilter(x -> startsWith(x.2, 'invoice:'), debits), returned, returned_on)] AS rounds,
            arrayFlatten(arrayMap(r -> arrayMap((p, b, c, d) -> (c.4, c.3, d.4, d.3, p.1 - b, c.5, c.2, d.2), r.1, r.2, r.3, r.4),
                arrayMap(r -> (r, arrayPopBack(arrayPushFront(r.1, toDecimal128(0, 4))),
                        arrayReverseFill(x -> x.2 = 2, r), arrayReverseFill(x -> x.2 = 1, r)),
                    arrayMap(r -> arraySort(arrayConcat(
                        arrayMap((x, e) -> (e, 1::UInt8, x.1, x.2, toDate('2149-06-06')), r.1, arrayCumSum(arrayMap(x -> x.3, r.1))),
                        arrayMap((x, e, i) -> (e, 2::UInt8, x.1, x.2, if(empty(r.3), toDate('2149-06-06'), r.3[i])), r.2,
                            arrayCumSum(arrayMap(x -> -x.3, r.2)), arrayEnumerate(r.2)))),
                        arrayFilter(r -> notEmpty(r.1) AND notEmpty(r.2), rounds))))) AS cuts
            -- end
        FROM sides
    )
    ARRAY JOIN arrayMap(x -> (x.1, x.2, x.3, x.4, x.5, x.6), arrayFilter(x -> x.5 > 0 AND x.7 = 2 AND x.8 = 1, cuts)) AS part
)
