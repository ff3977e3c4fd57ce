// Wrong on purpose: ESLint must refuse `var`.
var untyped = 1
export const doubled = untyped * 2
