import type {
  EntitiesAnswer,
  LinkSignIn,
  LinkState,
  NewAccount,
  PasswordSignIn,
  Session,
  SignInWays,
  SignedOut,
} from '@relance/backend/contract'
import { request } from './client'

export const readSession = () => request<Session>('GET', '/session')
export const signInByPassword = (body: PasswordSignIn) => request<Session>('POST', '/session', { body })
export const checkLink = (token: string) =>
  request<LinkState>('POST', '/session/link/check', { body: { token } })
export const signInByLink = (body: LinkSignIn) => request<Session>('POST', '/session/link', { body })
export const readSignInWays = () => request<SignInWays>('GET', '/session/ways')
export const signOut = () => request<SignedOut>('DELETE', '/session')
export const changeAccount = (body: NewAccount) => request<Session>('PUT', '/session/account', { body })
export const readEntities = () => request<EntitiesAnswer>('GET', '/entities')
