import type { FastifyRequest } from 'fastify'
import type { Config } from '../config/config'

/** Tells that the session was opened by a provider of identities, so that signing out ends it there as well. */
export const SINGLE_COOKIE = 'relance_single_sign_on'

/** No script reads our cookies, and other sites send them with links only. */
export const cookieRules = (request: FastifyRequest, config: Config) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: request.protocol === 'https' || (config.publicUrl?.startsWith('https:') ?? false),
})

/** Where people reach this server, without a slash at its end. */
export const ownAddress = (request: FastifyRequest, config: Config): string =>
  config.publicUrl ?? `${request.protocol}://${request.host}`
