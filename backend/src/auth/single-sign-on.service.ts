import { Inject, Injectable } from '@nestjs/common'
import { and, eq, isNull, or, sql } from 'drizzle-orm'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Configuration, UserInfoResponse } from 'openid-client'
import { z } from 'zod'
import { CONFIG, METADATA } from '../app/tokens'
import type { Config } from '../config/config'
import { AppError, notFound } from '../http/app-error'
import { users } from '../metadata'
import type { Metadata } from '../metadata'
import { SecretsService } from '../secrets/secrets.service'
import { audit } from './audit'

export const BACK = '/api/session/single-sign-on/back'
/** How long somebody may take at the provider. */
export const ATTEMPT_MS = 10 * 60_000

/** What an attempt must find again when the browser comes back. */
const attempt = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), until: z.number() })

/**
 * Sign-in by a provider of identities: OpenID Connect with the authorization code, PKCE (S256), state and nonce. The
 * provider says who somebody is; whether he may enter, and what he may, is said by his invitation here.
 */
@Injectable()
export class SingleSignOn {
  private known: Promise<Configuration> | undefined

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly secrets: SecretsService,
  ) {}

  get name(): string | null {
    return this.config.singleSignOn?.name ?? null
  }

  /** @param here address of this server. @returns where to send the browser, and what it must bring back */
  async begin(here: string): Promise<{ address: string; kept: string }> {
    const provider = await this.provider()
    const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
    const address = buildAuthorizationUrl(provider, {
      redirect_uri: here + BACK,
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const kept = JSON.stringify({ state, nonce, verifier, until: Date.now() + ATTEMPT_MS })
    return { address: address.href, kept: this.secrets.encrypt('sign-in', kept) }
  }

  /**
   * @param query what the provider put behind the address that it sent the browser back to
   * @param kept what the browser was given by `begin`
   * @returns id of the person
   * @throws AppError `auth/single-sign-on-failed`, `auth/not-invited`, `auth/address-unverified`
   */
  async finish(here: string, query: string, kept: string | undefined): Promise<string> {
    const { state, nonce, verifier } = this.attemptOf(kept)
    const provider = await this.provider()
    const person = await told(async () => {
      const tokens = await authorizationCodeGrant(provider, new URL(`${here}${BACK}?${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      const subject = tokens.claims()?.sub ?? ''
      return fetchUserInfo(provider, tokens.access_token, subject)
    })
    return this.personOf(person)
  }

  /** Where the session at the provider is ended; null where it offers no such address. */
  async leave(here: string): Promise<string | null> {
    const { singleSignOn } = this.config
    if (!singleSignOn) return null
    // Who is signed out here is so, whether or not the provider answers.
    const provider = await this.provider().catch(() => undefined)
    if (provider?.serverMetadata().end_session_endpoint === undefined) return null
    const parameters = { post_logout_redirect_uri: `${here}/`, client_id: singleSignOn.clientId }
    return buildEndSessionUrl(provider, parameters).href
  }

  private attemptOf(kept: string | undefined): z.output<typeof attempt> {
    try {
      const known = attempt.parse(JSON.parse(this.secrets.decrypt('sign-in', kept ?? '')))
      if (known.until > Date.now()) return known
    } catch {
      // Whatever is wrong with it, the person begins again.
    }
    throw failed()
  }

  /** Invited people are known by their verified address the first time, by the provider's own name for them then. */
  private async personOf(said: UserInfoResponse): Promise<string> {
    const { singleSignOn } = this.config
    const subject = `${singleSignOn?.issuer.href} ${said.sub}`
    const email = said.email?.toLowerCase() ?? ''
    const unused = and(isNull(users.oidcSubject), sql`lower(${users.email}) = ${email}`)
    const rows = await this.metadata.db
      .select()
      .from(users)
      .where(and(isNull(users.disabledAt), or(eq(users.oidcSubject, subject), unused)))
    const known = rows.find((row) => row.oidcSubject === subject)
    if (known) return known.id
    const [invited] = rows
    if (!invited || email === '') throw notInvited()
    if (said.email_verified !== true) {
      const message = 'The provider has not verified this e-mail address.'
      throw new AppError('auth/address-unverified', 403, message)
    }
    await this.metadata.db.update(users).set({ oidcSubject: subject }).where(eq(users.id, invited.id))
    const change = { actor: invited.id, action: 'account.linked', subject: `user:${invited.id}` }
    await audit(this.metadata, { ...change, after: { issuer: singleSignOn?.issuer.href } })
    return invited.id
  }

  /** @throws AppError `auth/no-single-sign-on`, `auth/provider-unavailable` */
  private async provider(): Promise<Configuration> {
    const { singleSignOn } = this.config
    if (!singleSignOn) throw notFound('auth/no-single-sign-on', 'No provider of identities is set up.')
    const { issuer, clientId, clientSecret } = singleSignOn
    // The configuration allows http for a provider on this machine only.
    const execute = issuer.protocol === 'http:' ? [allowInsecureRequests] : []
    this.known ??= discovery(issuer, clientId, clientSecret, undefined, { execute })
    try {
      return await this.known
    } catch {
      // The next one asks again.
      this.known = undefined
      const message = 'The provider of identities does not answer. Sign in by password, or try again.'
      throw new AppError('auth/provider-unavailable', 503, message, undefined, 30)
    }
  }
}

/** What the library refuses is told as one error: its details help those only who try to get in. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch {
    throw failed()
  }
}

const failed = () =>
  new AppError('auth/single-sign-on-failed', 401, 'The sign-in was not finished. Begin it again.')
const notInvited = () =>
  new AppError('auth/not-invited', 403, 'Nobody was invited under this address. Ask an administrator.')
