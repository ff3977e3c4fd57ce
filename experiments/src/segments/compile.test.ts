import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meetsCondition } from '../assignment'
import { compileRuleToGrowthBook, compileSegmentToGrowthBook } from './compile-growthbook'
import { compileRuleToSql, compileSegmentsToSql } from './compile-sql'
import { customerFields, invoiceFields } from './fields'
import { checkForNaturalPersons } from './natural-persons'
import { ruleOperators, ruleSchema } from './rule'
import type { SegmentField } from './fields'
import type { SegmentRule } from './rule'

type Row = Record<string, unknown>
type Value = unknown

/**
 * A second reading of the SQL, independent of the compilers: a recursive-descent evaluator of exactly
 * the grammar they may write, with ClickHouse's three-valued NULL.
 */
function evaluateSql(sql: string, params: Row, row: Row, invoices: readonly Row[]): Value {
  const tokens =
    sql.match(/\{p\d+:[A-Za-z0-9()]+\}|`[^`]*`|'[^']*'|[A-Za-z][A-Za-z0-9_]*|\d+|>=|<=|[()[\],=<>]/g) ?? []
  let at = 0
  const peek = () => tokens[at]
  const take = (wanted?: string) => {
    const token = tokens[at++]
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`at ${at}: ${token}, wanted ${wanted} in ${sql}`)
    return token
  }
  const list = (scope: Row): Value[] => {
    const values: Value[] = []
    take('(')
    while (peek() !== ')') {
      values.push(expression(scope))
      if (peek() === ',') take()
    }
    take(')')
    return values
  }
  const bit = (b: boolean) => (b ? 1 : 0)
  const lifted =
    (f: (...a: never[]) => Value) =>
    (...a: Value[]) =>
      a.some((x) => x === null) ? null : f(...(a as never[]))
  const functions: Record<string, (...a: Value[]) => Value> = {
    ifNull: (a, b) => a ?? b,
    nullIf: (a, b) => (a === b ? null : a),
    isNull: (a) => bit(a === null),
    toFloat64: lifted((a: number) => Number(a)),
    has: (a, b) => (b === null ? 0 : bit((a as Value[]).includes(b))),
    hasAny: (a, b) => bit((a as Value[]).some((x) => (b as Value[]).includes(x))),
    empty: (a) => bit((a as Value[]).length === 0),
    positionCaseInsensitiveUTF8: lifted(
      (a: string, b: string) => a.toLowerCase().indexOf(b.toLowerCase()) + 1,
    ),
    multiIf: (...a) => {
      for (let i = 0; i + 1 < a.length; i += 2) if (a[i]) return a[i + 1]
      return a.at(-1)
    },
  }
  const atom = (scope: Row): Value => {
    const token = take()
    const name = token.slice(1, -1)
    if (token.startsWith('{')) return params[name.split(':')[0] ?? ''] ?? null
    if (token.startsWith("'")) return name
    if (/^\d/.test(token)) return Number(token)
    if (token === '(') {
      const value = expression(scope)
      take(')')
      return value
    }
    if (token.startsWith('`')) {
      if (peek() !== '[') return scope[name] ?? null
      take('[')
      const key = expression(scope)
      take(']')
      return (scope[name] as Record<string, string>)[String(key)] ?? ''
    }
    const called = functions[token]
    if (called === undefined) throw new Error(`unknown function ${token}`)
    return called(...list(scope))
  }
  const comparison = (scope: Row): Value => {
    const left = atom(scope)
    const operator = peek() ?? ''
    if (operator === 'IN') {
      take()
      take('(')
      for (const word of ['SELECT', '`customer_id`', 'FROM', '`open_invoices`', 'WHERE']) take(word)
      const start = at
      let found = false
      for (const invoice of invoices.length > 0 ? invoices : [{ customer_id: Symbol('nobody') }]) {
        at = start
        const truth = expression(invoice)
        found ||= invoices.length > 0 && invoice['customer_id'] === left && Boolean(truth)
      }
      take(')')
      return bit(found)
    }
    if (!['=', '<', '<=', '>', '>='].includes(operator)) return left
    take()
    const right = atom(scope)
    if (left === null || right === null) return null
    const [a, b] = [left, right] as [number, number]
    const tests: Record<string, boolean> = {
      '=': a === b,
      '<': a < b,
      '<=': a <= b,
      '>': a > b,
      '>=': a >= b,
    }
    return bit(tests[operator] ?? false)
  }
  const negation = (scope: Row): Value => {
    if (peek() !== 'NOT') return comparison(scope)
    take()
    return bit(!negation(scope))
  }
  const chain =
    (word: 'AND' | 'OR', part: (scope: Row) => Value) =>
    (scope: Row): Value => {
      let value = part(scope)
      while (peek() === word) {
        take()
        const next = part(scope)
        value = bit(word === 'AND' ? Boolean(value) && Boolean(next) : Boolean(value) || Boolean(next))
      }
      return value
    }
  const conjunction = chain('AND', negation)
  const expression = chain('OR', conjunction)
  const value = expression(row)
  if (at !== tokens.length) throw new Error(`rest at ${at} in ${sql}`)
  return value
}

const words = ['FR', 'fr', 'be', 'É', 'é.a', 'a*b', 'null', 'it', '0', "o'b"]
const numbers = [-5, -1, 0, 0.5, 1, 15.1, 60, 1000]
const fields: Record<string, SegmentField> = { ...customerFields, 'custom.group': { type: 'text', unit: '' } }

const valueOf = {
  number: fc.constantFrom(...numbers),
  text: fc.constantFrom(...words),
  list: fc.constantFrom(...words),
  boolean: fc.boolean(),
}

function comparisonOf(catalogue: Record<string, SegmentField>): fc.Arbitrary<SegmentRule> {
  return fc.constantFrom(...Object.entries(catalogue)).chain(([field, { type }]) =>
    fc.constantFrom(...ruleOperators[type]).chain((op): fc.Arbitrary<SegmentRule> => {
      if (op === 'is_empty' || op === 'is_not_empty') return fc.constant({ field, op })
      if (op === 'between') {
        return fc
          .tuple(valueOf.number, valueOf.number)
          .map(([a, b]) => ({ field, op, value: [Math.min(a, b), Math.max(a, b)] }))
      }
      if (op === 'in' || op === 'not_in') {
        return fc
          .array(valueOf[type] as fc.Arbitrary<string>, { minLength: 1, maxLength: 4 })
          .map((value) => ({ field, op, value }))
      }
      return (valueOf[type] as fc.Arbitrary<string>).map((value) => ({ field, op, value }))
    }),
  )
}

const nested = (leaf: fc.Arbitrary<SegmentRule>): fc.Arbitrary<SegmentRule> =>
  fc.letrec<{ rule: SegmentRule }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.record({ all: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('rule') }),
    ),
  })).rule

const rules = nested(
  fc.oneof(
    { weight: 4, arbitrary: comparisonOf(fields) },
    { weight: 1, arbitrary: nested(comparisonOf(invoiceFields)).map((rule) => ({ some_invoice: rule })) },
  ),
)

const rowOf = (catalogue: Record<string, SegmentField>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(catalogue).map(([name, { type }]) => {
        if (type === 'list') return [name, fc.array(valueOf.list, { maxLength: 3 })]
        const known = type === 'text' ? fc.constantFrom(...words, '') : valueOf[type]
        return [name, fc.option(known as fc.Arbitrary<unknown>, { freq: 3 })]
      }),
    ),
  )
const customers = fc.record({
  row: rowOf(customerFields),
  custom: fc.dictionary(fc.constantFrom('group', 'other'), fc.constantFrom(...words, '')),
  invoices: fc.array(rowOf(invoiceFields), { maxLength: 3 }),
})

describe('both compilers', () => {
  it('take the same customers, unknown values and invoices included', () => {
    let taken = 0
    fc.assert(
      fc.property(rules, customers, (rule, { row, custom, invoices }) => {
        const sql = compileRuleToSql(rule)
        const sqlRow = { ...row, custom, customer_id: 'c1' }
        const inSql = Boolean(
          evaluateSql(
            sql.sql,
            sql.params as Row,
            sqlRow,
            invoices.map((i) => ({ ...i, customer_id: 'c1' })),
          ),
        )
        const attributes = {
          id: 'c1',
          ...row,
          custom,
          invoices: invoices.map((invoice, i) => ({ id: `i${i}`, ...invoice })),
        }
        const inSdk = meetsCondition(attributes, compileRuleToGrowthBook(rule))
        if (inSdk) taken++
        expect(inSql).toBe(inSdk)
        // An attribute that is absent means the same as null.
        const present = Object.fromEntries(Object.entries(attributes).filter(([, v]) => v !== null))
        expect(meetsCondition(present, compileRuleToGrowthBook(rule))).toBe(inSdk)
      }),
      { seed: 42, numRuns: 4000 },
    )
    expect(taken).toBeGreaterThan(1000)
    expect(taken).toBeLessThan(3000)
  })

  it('take the same first segment of an ordered list', () => {
    fc.assert(
      fc.property(fc.array(rules, { maxLength: 3 }), customers, (list, { row, custom, invoices }) => {
        const segments = list.map((rule, i) => ({ id: `s${i}`, name: `S${i}`, rule }))
        const { sql, params } = compileSegmentsToSql(segments)
        const joined = invoices.map((i) => ({ ...i, customer_id: 'c1' }))
        const inSql = evaluateSql(sql, params as Row, { ...row, custom, customer_id: 'c1' }, joined)
        const attributes = {
          id: 'c1',
          ...row,
          custom,
          invoices: invoices.map((invoice, i) => ({ id: `i${i}`, ...invoice })),
        }
        const fits = [...segments.map(({ id }) => id), 'everyone_else'].filter((_, i) =>
          meetsCondition(attributes, compileSegmentToGrowthBook(segments, i)),
        )
        expect(fits).toEqual([inSql])
      }),
      { seed: 43, numRuns: 500 },
    )
  })

  it('never put a value into the SQL text', () => {
    const rule = {
      any: [
        { field: 'sector', op: 'eq', value: "x' OR 1=1 --" },
        { field: 'custom.group', op: 'contains', value: '`; DROP' },
      ],
    }
    const { sql, params } = compileRuleToSql(rule)
    expect(sql).toBe(
      "(ifNull(`sector` = {p1:String}, 0) OR ifNull(positionCaseInsensitiveUTF8(nullIf(`custom`[{p2:String}], ''), {p3:String}) > 0, 0))",
    )
    expect(params).toEqual({ p1: "x' OR 1=1 --", p2: 'group', p3: '`; DROP' })
  })

  it('refuse column names that are not names', () => {
    const rule = { field: 'risk', op: 'gt', value: 1 }
    expect(() => compileRuleToSql(rule, { customerColumns: { risk: 'risk) OR (1' } })).toThrow(RangeError)
    expect(() => compileRuleToSql(rule, { prefix: 'p:' })).toThrow(RangeError)
    expect(compileRuleToSql(rule, { customerColumns: { risk: 'c.risk' } }).sql).toContain('`c`.`risk`')
  })
})

describe('the rule language', () => {
  it.each([
    [{ field: 'nothing', op: 'eq', value: 1 }, /no customer field/],
    [{ field: 'risk', op: 'contains', value: 'x' }, /does not apply/],
    [{ field: 'risk', op: 'gt', value: '60' }, /takes one number/],
    [{ field: 'risk', op: 'between', value: [9, 1] }, /lower number first/],
    [{ field: 'country', op: 'in', value: [] }, /at least one/],
    [{ field: 'country', op: 'is_empty', value: 'FR' }, /takes no value/],
    [{ all: [] }, /./],
    [{ some_invoice: { some_invoice: { field: 'level', op: 'eq', value: 1 } } }, /cannot stand inside/],
    [{ field: 'risk', op: 'gt', value: Number.NaN }, /./],
    [{ field: 'custom.__proto__', op: 'eq', value: 'x' }, /no customer field/],
    [{ field: 'constructor', op: 'eq', value: 'x' }, /no customer field/],
  ])('refuses %j', (rule, message) => {
    const parsed = ruleSchema.safeParse(rule)
    expect(parsed.success).toBe(false)
    expect(parsed.error?.issues.map((issue) => issue.message).join('; ')).toMatch(message)
  })

  it('says which fields may not choose for natural persons', () => {
    const rule = {
      all: [
        { field: 'country', op: 'eq', value: 'FR' },
        { field: 'risk', op: 'gt', value: 5 },
        { field: 'disputes', op: 'eq', value: 0 },
      ],
    }
    expect(checkForNaturalPersons(rule, false).map(({ code }) => code)).toEqual([
      'segment/stand-in',
      'segment/profiling-without-assessment',
    ])
    expect(checkForNaturalPersons(rule, true)).toEqual([{ field: 'country', code: 'segment/stand-in' }])
  })
})
