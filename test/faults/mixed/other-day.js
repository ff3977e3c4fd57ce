// Loaded before the product (node --import): its process then lives on another day, so many milliseconds from now. Its
// children, the two stores, keep the clock of the machine.
const offset = Number(process.env.RELANCE_TEST_OFFSET ?? 0)
const RealDate = Date
const now = () => RealDate.now() + offset
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, asNew) => Reflect.construct(target, given.length === 0 ? [now()] : given, asNew),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
