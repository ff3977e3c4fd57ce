import type { ConnectionsAnswer, MadeConnection, NewConnection } from '@relance/backend/contract'
import { request } from './client'

export const readConnections = (signal: AbortSignal) =>
  request<ConnectionsAnswer>('GET', '/connections', { signal })

export const makeConnection = (body: NewConnection) =>
  request<MadeConnection>('POST', '/connections', { body })

export const endConnection = (id: string) =>
  request<{ done: true }>('DELETE', `/connections/${encodeURIComponent(id)}`)
