import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MemberList } from './members'

it('a list of members tells of everybody what a map would', () => {
  const id = fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', '0', 'é', '€') })
  const segment = fc.constantFrom('', 'small', 'large')
  const property = fc.property(
    fc.uniqueArray(fc.tuple(id, id, segment), { maxLength: 200, selector: ([e, c]) => `${e}|${c}` }),
    fc.array(fc.tuple(id, id), { maxLength: 100 }),
    (given, strangers) => {
      const list = new MemberList()
      const map = new Map<string, string>()
      for (const [entity, customer, its] of given) {
        list.add(entity, customer, its)
        map.set(`${entity}|${customer}`, its)
      }
      for (const [entity, customer] of [...given, ...strangers]) {
        expect(list.segmentOf(entity, customer)).toBe(map.get(`${entity}|${customer}`))
      }
    },
  )
  fc.assert(property, { seed: 7, numRuns: 300 })
})

it('it grows, and finds the first as the last', () => {
  const list = new MemberList()
  const count = 50_000
  for (let n = 0; n < count; n += 1)
    list.add(n % 3 === 0 ? 'E1' : 'E2', `customer-${n}`, n % 2 === 0 ? '' : 'odd')
  let wrong = 0
  for (let n = 0; n < count; n += 1) {
    if (list.segmentOf(n % 3 === 0 ? 'E1' : 'E2', `customer-${n}`) !== (n % 2 === 0 ? '' : 'odd')) wrong += 1
    if (list.segmentOf(n % 3 === 0 ? 'E2' : 'E1', `customer-${n}`) !== undefined) wrong += 1
  }
  expect(wrong).toBe(0)
})
