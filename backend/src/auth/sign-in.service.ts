import { Inject, Injectable } from '@nestjs/common'
import { hash, verify } from '@node-rs/argon2'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { AppError } from '../http/app-error'
import { signInLinks, users } from '../metadata'
import type { Metadata } from '../metadata'
import { audit } from './audit'
import type { LinkSignIn, LinkState, NewAccount, PasswordSignIn } from './auth.contract'
import { hashToken, newToken } from './tokens'

const LINK_LIFETIME_MS = 15 * 60_000
/** Address of an administrator who signed in by link and gave none. */
const NO_ADDRESS = 'administrator@localhost'

@Injectable()
export class SignInService {
  private readonly decoy = hash(newToken())

  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  /** Makes the link's token of this start; an older one that nobody used is void. */
  async newLink(): Promise<string> {
    const token = newToken()
    await this.metadata.db.delete(signInLinks).where(isNull(signInLinks.usedAt))
    await this.metadata.db
      .insert(signInLinks)
      .values({ tokenHash: hashToken(token), expiresAt: new Date(Date.now() + LINK_LIFETIME_MS) })
    return token
  }

  async linkState(token: string): Promise<LinkState> {
    const [link] = await this.metadata.db.select().from(signInLinks).where(usable(token))
    return { valid: link !== undefined, first_account: (await this.administrator()) === undefined }
  }

  /**
   * Signs in by link, once. Without any account, one is made: with the given address and password, or nameless.
   * @throws AppError `auth/link-invalid`
   */
  async byLink({ token, account }: LinkSignIn): Promise<string> {
    const passwordHash = account ? await hash(account.password) : null
    return this.metadata.db.transaction(async (transaction) => {
      const used = await transaction
        .update(signInLinks)
        .set({ usedAt: new Date() })
        .where(usable(token))
        .returning()
      if (used.length === 0) throw new AppError('auth/link-invalid', 401, LINK_INVALID)
      const [known] = await transaction.select().from(users).where(administrators).limit(1)
      if (known) return known.id
      const values = { email: account?.email ?? NO_ADDRESS, name: account?.name ?? 'Administrator' }
      const [made] = await transaction
        .insert(users)
        .values({ ...values, passwordHash, role: 'admin' })
        .returning()
      if (!made) throw new Error('the account was not made')
      return made.id
    })
  }

  /** @throws AppError `auth/wrong-password`, the same for an unknown address */
  async byPassword({ email, password }: PasswordSignIn): Promise<string> {
    const [user] = await this.metadata.db
      .select()
      .from(users)
      .where(and(sql`lower(${users.email}) = ${email.toLowerCase()}`, isNull(users.disabledAt)))
    const right = await verify(user?.passwordHash ?? (await this.decoy), password)
    if (!user?.passwordHash || !right) {
      throw new AppError('auth/wrong-password', 401, 'E-mail address or password is wrong.')
    }
    return user.id
  }

  /** Sets name, address and password of a person. @throws AppError `auth/address-taken` */
  async changeAccount(userId: string, change: NewAccount): Promise<void> {
    await this.refuseTakenAddress(userId, change)
    const passwordHash = await hash(change.password)
    await this.metadata.db
      .update(users)
      .set({ email: change.email, name: change.name, passwordHash })
      .where(eq(users.id, userId))
    const after = { name: change.name, password: 'changed' }
    await audit(this.metadata, { actor: userId, action: 'account.changed', subject: `user:${userId}`, after })
  }

  private async refuseTakenAddress(userId: string, change: NewAccount): Promise<void> {
    const sameAddress = sql`lower(${users.email}) = ${change.email.toLowerCase()}`
    const found = await this.metadata.db.select().from(users).where(sameAddress)
    if (found.some((user) => user.id !== userId)) {
      throw new AppError('auth/address-taken', 409, 'Another account has this e-mail address.')
    }
  }

  private async administrator(): Promise<string | undefined> {
    const [user] = await this.metadata.db.select().from(users).where(administrators).limit(1)
    return user?.id
  }
}

const administrators = and(eq(users.role, 'admin'), isNull(users.disabledAt))
const usable = (token: string) =>
  and(
    eq(signInLinks.tokenHash, hashToken(token)),
    isNull(signInLinks.usedAt),
    gt(signInLinks.expiresAt, new Date()),
  )
const LINK_INVALID =
  'This sign-in link was used already or is older than 15 minutes. Run "npx relance sign-in" for a new one.'
