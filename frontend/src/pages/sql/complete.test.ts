import { describe, expect, it } from 'vitest'
import { optionsAt } from './complete'

const table = (name: string, ...columns: string[]) => ({
  name,
  comment: `One row = one of ${name}`,
  is_view: false,
  columns: columns.map((column) => ({ name: column, type: 'String', comment: `what ${column} means` })),
  example: '',
})
const catalogue = { tables: [table('invoices', 'open', 'due_on'), table('customers', 'country')] }
const dialect = { keywords: ['SELECT', 'FINAL'], types: ['Date'], functions: [{ name: 'sumIf', syntax: '' }] }
const at = (sql: string) => {
  const [before = '', after = ''] = sql.split('|')
  return optionsAt(before, before + after, catalogue, dialect).map(({ label }) => label)
}

describe('completion', () => {
  it('offers tables after FROM and JOIN', () => {
    expect(at('SELECT 1 FROM |')).toEqual(['invoices', 'customers'])
    expect(at('SELECT 1 FROM invoices INNER JOIN |')).toEqual(['invoices', 'customers'])
  })

  it('offers the columns of what stands before a point: a table, or its alias', () => {
    expect(at('SELECT i.| FROM invoices AS i')).toEqual(['open', 'due_on'])
    expect(at('SELECT i.| FROM invoices FINAL i WHERE 1')).toEqual(['open', 'due_on'])
    expect(at('SELECT customers.| FROM customers WHERE 1')).toEqual(['country'])
    expect(at('SELECT where.| FROM customers WHERE 1')).toEqual([])
  })

  it('offers columns of the tables named, then functions and words of the engine', () => {
    expect(at('SELECT | FROM customers')).toEqual([
      'country',
      'invoices',
      'customers',
      'sumIf',
      'SELECT',
      'FINAL',
      'Date',
    ])
  })

  it('explains a column by its comment', () => {
    const [first] = optionsAt('SELECT ', 'SELECT  FROM customers', catalogue, dialect)
    expect(first).toMatchObject({ detail: 'String', info: 'customers · what country means' })
  })
})
