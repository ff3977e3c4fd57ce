import { like } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { settings } from '../metadata'
import type { MadeConnection } from '../webhooks/webhooks.contract'

const test = useServer()

async function connect(key: string): Promise<MadeConnection> {
  const response = await fetch(`${test.server.address}/api/connections`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${test.server.token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ source: 'sms', name: 'SMS' }),
  })
  expect(response.status).toBe(201)
  return (await response.json()) as MadeConnection
}

describe('a write with an Idempotency-Key', () => {
  it('is done once though sent several times at once, and answered alike', async () => {
    const made = await Promise.all([1, 2, 3, 4].map(() => connect('at once')))
    made.push(await connect('at once'))
    expect(new Set(made.map(({ url }) => url)).size).toBe(1)
    const { body } = await test.asOwner('GET', '/api/connections')
    expect(body).toMatchObject({ rows: [{ id: made[0]?.id }] })
  })

  it('is remembered without its answer being readable in the database', async () => {
    const { url } = await connect('told once')
    const { db } = test.server.stores.metadata
    const kept = await db.select().from(settings).where(like(settings.key, 'idempotency:%'))
    expect(kept.length).toBeGreaterThan(0)
    expect(JSON.stringify(kept)).not.toContain(url.split('/').at(-1))
  })
})
