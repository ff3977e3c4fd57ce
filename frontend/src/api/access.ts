import type {
  AuditAnswer,
  AuditQuery,
  Invitation,
  MadeInvitation,
  MadeToken,
  NewApiToken,
  SessionsAnswer,
  SignOnCheck,
  SignOnSetup,
  TokensAnswer,
  UserChange,
  UserRow,
  UsersAnswer,
} from '@relance/backend/contract'
import { query, request } from './client'

const one = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`

export const readUsers = (signal: AbortSignal) => request<UsersAnswer>('GET', '/users', { signal })
export const inviteUser = (body: Invitation) => request<MadeInvitation>('POST', '/users', { body })
export const changeUser = (id: string, body: UserChange) =>
  request<UserRow>('PUT', one('/users', id), { body })
export const makeUserLink = (id: string, language: 'fr' | 'en') =>
  request<MadeInvitation>('POST', `${one('/users', id)}/link`, { body: { language } })

export const readSignOn = (signal: AbortSignal) => request<SignOnSetup>('GET', '/single-sign-on', { signal })
/** Asks the provider of identities, which may take seconds. */
export const checkSignOn = () => request<SignOnCheck>('POST', '/single-sign-on/check')

export const readSessions = (everybody: boolean, signal: AbortSignal) =>
  request<SessionsAnswer>('GET', `/sessions${query({ everybody: everybody ? '1' : '0' })}`, { signal })
export const endSession = (id: string) => request<unknown>('DELETE', one('/sessions', id))

export const readTokens = (everybody: boolean, signal: AbortSignal) =>
  request<TokensAnswer>('GET', `/tokens${query({ everybody: everybody ? '1' : '0' })}`, { signal })
export const makeToken = (body: NewApiToken) => request<MadeToken>('POST', '/tokens', { body })
export const revokeToken = (id: string) => request<unknown>('DELETE', one('/tokens', id))

export const readAudit = (asked: AuditQuery, signal: AbortSignal) =>
  request<AuditAnswer>('GET', `/audit${query(asked as Record<string, string>)}`, { signal })
