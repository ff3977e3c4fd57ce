import { expect, it } from 'vitest'
import type { EngineUser } from './users'
import { usersSql, usersXml } from './users'

const hash = 'a'.repeat(64)
const aUser = (change: Partial<EngineUser> = {}): EngineUser => ({
  name: 'analyst_1',
  passwordSha256Hex: hash,
  profile: 'analyst',
  grants: [{ table: 'relance.events', entityIds: ["FR'1", 'A\\B', '<x>'] }],
  ...change,
})
const xml = (users: EngineUser[]) =>
  usersXml({ users, appPasswordSha256Hex: hash, memoryLimitBytes: 3e9, threads: 2, shards: false })

it('quotes entity ids in row filters, for SQL and for XML', () => {
  expect(xml([aUser()])).toContain("<filter>entity_id IN ('FR\\'1', 'A\\\\B', '&lt;x&gt;')</filter>")
})

it('grants table by table', () => {
  expect(xml([aUser()])).toContain('<grants><query>GRANT SELECT ON relance.events</query></grants>')
})

it.each([
  ['a user name', aUser({ name: 'a b' })],
  ['a password that is not hashed', aUser({ passwordSha256Hex: 'secret' })],
  ['a table without database', aUser({ grants: [{ table: 'events', entityIds: null }] })],
  ['a whole database', aUser({ grants: [{ table: 'relance.*', entityIds: null }] })],
])('refuses %s', (_name, user) => {
  expect(() => xml([user])).toThrow()
  expect(() => usersSql([user])).toThrow()
})

it('says the same to a ClickHouse server in SQL', () => {
  expect(usersSql([aUser({ grants: [{ table: 'relance.events', entityIds: null }] })])).toEqual([
    `CREATE USER IF NOT EXISTS analyst_1 IDENTIFIED WITH sha256_hash BY '${hash}'`,
    expect.stringContaining('readonly = 2'),
    'GRANT SELECT ON `relance`.`events` TO analyst_1',
    'CREATE ROW POLICY OR REPLACE analyst_1 ON `relance`.`events` FOR SELECT USING 1 TO analyst_1',
  ])
})
