import { setTimeout as sleep } from 'node:timers/promises'
import type { Server } from '../../backend/src/app/server'
import { SESSION_COOKIE, SessionsService } from '../../backend/src/auth/sessions.service'
import type { MadeInvitation } from '../../backend/src/auth/users.contract'

/** A small demo company, so that routes have something to answer about. */
export async function loadCompany(server: Server, customers: number): Promise<void> {
  const body = { customers, months: 12, seed: 1, today: '2026-06-30', experiments: true }
  const { id } = (await asCommand(server, 'POST', '/api/demo', body)) as { id: string }
  for (;;) {
    const job = (await asCommand(server, 'GET', `/api/jobs/${id}`)) as { state: string; error?: unknown }
    if (job.state === 'done') return
    if (job.state !== 'running' && job.state !== 'waiting') throw new Error(JSON.stringify(job))
    await sleep(50)
  }
}

/**
 * Who asks: a command of this machine, an administrator, a credit manager of one entity. People sign in again for each
 * request, because some requests end sessions or take rights away.
 */
export async function askersOf(server: Server) {
  const person = async (role: string, entities: string[] | null) => {
    const invite = async (name: string) => {
      const given = { email: `${name}@example.com`, name, role, entities, contacts: false }
      return ((await asCommand(server, 'POST', '/api/users', given)) as MadeInvitation).user.id
    }
    const open = (userId: string) => server.app.get(SessionsService).open(userId, 'test')
    let id = await invite(role)
    let others = 0
    return async () => {
      // a request may have disabled who asks: somebody else of the role goes on
      const opened = await open(id).catch(async () => {
        others += 1
        id = await invite(`${role}${others}`)
        return open(id)
      })
      return { cookie: `${SESSION_COOKIE}=${opened.token}` }
    }
  }
  const command = () => Promise.resolve({ authorization: `Bearer ${server.token}` })
  return [command, await person('credit_manager', ['DEMO']), command, await person('admin', null)]
}

async function asCommand(server: Server, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(server.address + path, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
