-- The influence value of one customer, {n} being the number of the metric (fragment): the formula of
-- experiments/src/recovery/influence-weights.ts with the weights of his cell looked up by cell and age.
arraySum((age, x, y) -> if(age <= least(follow_up, toInt32({last{n}: UInt16})),
        x * transform(cell * 1024 + toUInt32(age), {keys: Array(UInt32)}, {paid{n}: Array(Float64)}, 0.)
        + y * transform(cell * 1024 + toUInt32(age), {keys: Array(UInt32)}, {left{n}: Array(Float64)}, 0.)
        + (x + y) * transform(cell * 1024 + toUInt32(least(follow_up, toInt32({last{n}: UInt16}))), {keys: Array(UInt32)}, {cumulative{n}: Array(Float64)}, 0.),
        0.), {ages}, {paid}, {left})
    - {exposed} * transform(cell * 1024 + toUInt32(least(follow_up, toInt32({last{n}: UInt16}))), {keys: Array(UInt32)}, {cumulative{n}: Array(Float64)}, 0.)
