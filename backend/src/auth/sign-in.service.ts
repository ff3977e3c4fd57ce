import { Inject, Injectable } from '@nestjs/common'
import { hash, verify } from '@node-rs/argon2'
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { AppError } from '../http/app-error'
import { signInLinks, users } from '../metadata'
import type { Metadata } from '../metadata'
import { SignInFailures } from './sign-in-failures'
import { audit } from './audit'
import type { LinkSignIn, LinkState, NewAccount, PasswordSignIn } from './auth.contract'
import { NO_ADDRESS } from './sessions.service'
import { hashToken, newToken } from './tokens'

const LINK_LIFETIME_MS = 15 * 60_000

@Injectable()
export class SignInService {
  private readonly decoy = hash(newToken())

  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly failures: SignInFailures,
  ) {}

  /** Makes the link's token of this start; an older one that nobody used is void. */
  newLink(): Promise<string> {
    return this.makeLink(null, new Date(Date.now() + LINK_LIFETIME_MS))
  }

  /** A link for a person, or for whoever sets the product up; it voids an older one of the same. */
  async makeLink(userId: string | null, expiresAt: Date): Promise<string> {
    const token = newToken()
    const same = userId === null ? isNull(signInLinks.userId) : eq(signInLinks.userId, userId)
    await this.metadata.db.delete(signInLinks).where(and(isNull(signInLinks.usedAt), same))
    await this.metadata.db.insert(signInLinks).values({ tokenHash: hashToken(token), userId, expiresAt })
    return token
  }

  async linkState(token: string): Promise<LinkState> {
    const [link] = await this.metadata.db
      .select({ email: users.email, name: users.name })
      .from(signInLinks)
      .leftJoin(users, eq(users.id, signInLinks.userId))
      .where(usable(token))
    return {
      valid: link !== undefined,
      first_account: (await this.administrator()) === undefined,
      invited: link?.email && link.name ? { email: link.email, name: link.name } : null,
    }
  }

  /**
   * Signs in by link, once. Who was invited chooses name and password; without any account, the first one is made:
   * with the given address and password, or nameless.
   * @throws AppError `auth/link-invalid`, `auth/password-needed`
   */
  async byLink({ token, account }: LinkSignIn): Promise<string> {
    const passwordHash = account ? await hash(account.password) : null
    const user = await this.metadata.db.transaction(async (transaction) => {
      const used = await transaction
        .update(signInLinks)
        .set({ usedAt: new Date() })
        .where(usable(token))
        .returning()
      const [link] = used
      if (!link) throw new AppError('auth/link-invalid', 401, LINK_INVALID)
      if (link.userId !== null) return accept(transaction, link.userId, account?.name, passwordHash)
      const eldest = transaction.select().from(users).where(administrators).orderBy(asc(users.createdAt))
      const [known] = await eldest.limit(1)
      if (known) return known
      const values = { email: account?.email ?? NO_ADDRESS, name: account?.name ?? 'Administrator' }
      const [made] = await transaction
        .insert(users)
        .values({ ...values, passwordHash, role: 'admin' })
        .returning()
      if (!made) throw new Error('the account was not made')
      return made
    })
    await this.failures.forget(user.email)
    return user.id
  }

  /** @throws AppError `auth/wrong-password`, `auth/locked`, both the same for an unknown address */
  async byPassword({ email, password }: PasswordSignIn): Promise<string> {
    await this.failures.refuseLocked(email)
    const [user] = await this.metadata.db
      .select()
      .from(users)
      .where(and(sql`lower(${users.email}) = ${email.toLowerCase()}`, isNull(users.disabledAt)))
    const right = await verify(user?.passwordHash ?? (await this.decoy), password)
    if (!user?.passwordHash || !right) {
      await this.failures.note(email)
      throw new AppError('auth/wrong-password', 401, 'E-mail address or password is wrong.')
    }
    await this.failures.forget(email)
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

/** Whoever was invited has a password from now on. @throws AppError `auth/password-needed`, `auth/link-invalid` */
async function accept(
  transaction: Pick<Metadata['db'], 'update'>,
  userId: string,
  name: string | undefined,
  passwordHash: string | null,
): Promise<typeof users.$inferSelect> {
  if (passwordHash === null) throw new AppError('auth/password-needed', 422, 'Choose a password.')
  const [user] = await transaction
    .update(users)
    .set({ passwordHash, ...(name === undefined ? {} : { name }) })
    .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    .returning()
  if (!user) throw new AppError('auth/link-invalid', 401, LINK_INVALID)
  return user
}

/** Of the whole company: whoever holds the machine is not limited to some entities. */
const administrators = and(eq(users.role, 'admin'), isNull(users.entities), isNull(users.disabledAt))
const usable = (token: string) =>
  and(
    eq(signInLinks.tokenHash, hashToken(token)),
    isNull(signInLinks.usedAt),
    gt(signInLinks.expiresAt, new Date()),
  )
const LINK_INVALID =
  'This sign-in link was used already or is too old. Ask an administrator for a new one, or run "npx relance sign-in".'
