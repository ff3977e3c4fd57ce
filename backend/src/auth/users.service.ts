import { Inject, Injectable } from '@nestjs/common'
import { and, asc, eq, isNotNull, isNull, max, ne, or, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { CONFIG, METADATA } from '../app/tokens'
import { ownAddress } from '../app/ports'
import type { Config } from '../config/config'
import { AppError, notFound } from '../http/app-error'
import { sessions, users } from '../metadata'
import type { Metadata } from '../metadata'
import { audit } from './audit'
import { invitationMail } from './invitation-mail'
import { NO_ADDRESS, SessionsService, toPerson } from './sessions.service'
import type { Person } from './person'
import { may } from './rights'
import { SignInService } from './sign-in.service'
import { RIGHTS } from './rights'
import { SYSTEM_MAIL } from './system-mail'
import type { SystemMail } from './system-mail'
import type { MadeInvitation, UserRow, invitation, userChange } from './users.contract'

type Row = typeof users.$inferSelect
/** Somebody whom the product may write about figures. */
export interface Reader {
  id: string
  name: string
  email: string
  language: 'fr' | 'en'
}
const INVITED_MS = 7 * 24 * 3600_000

/** Who may enter, and with what rights. */
@Injectable()
export class UsersService {
  constructor(
    @Inject(METADATA) private readonly metadata: Metadata,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SYSTEM_MAIL) private readonly mail: SystemMail,
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  async list(): Promise<UserRow[]> {
    const seen = await this.metadata.db
      .select({ userId: sessions.userId, at: max(sessions.lastSeenAt) })
      .from(sessions)
      .groupBy(sessions.userId)
    const rows = await this.metadata.db.select().from(users).orderBy(asc(users.name), asc(users.id))
    return rows.map((row) => shown(row, seen.find(({ userId }) => userId === row.id)?.at ?? null))
  }

  /** With which rights and entities somebody asks; undefined when there is no such person any more. */
  async person(id: string): Promise<Person | undefined> {
    const [row] = await this.metadata.db
      .select()
      .from(users)
      .where(and(eq(users.id, id), isNull(users.disabledAt)))
    return row && toPerson(row)
  }

  /** Accounts that may manage campaigns of these entities; empty: of all. */
  async whoManage(entities: readonly string[]): Promise<{ email: string; language: 'fr' | 'en' }[]> {
    const rows = await this.metadata.db.select().from(users).where(isNull(users.disabledAt))
    const may = (role: Row['role']) => role === 'admin' || RIGHTS.manage.roles.includes(role)
    const sees = (own: readonly string[] | null) =>
      own === null || entities.length === 0 || own.some((entity) => entities.includes(entity))
    return rows
      .filter((row) => may(row.role) && sees(row.entities))
      .map(({ email, locale }) => ({ email, language: locale }))
  }

  /**
   * Address of somebody whom the books name, by his name here or by the address itself; null for others, for
   * who does not see the creditor, and where several have the name: what the books say alone sends nobody anything.
   */
  async addressOf(named: string, entityId: string): Promise<string | null> {
    const name = named.trim().toLowerCase()
    if (name === '') return null
    const rows = await this.metadata.db
      .select({ email: users.email, entities: users.entities })
      .from(users)
      .where(
        and(
          isNull(users.disabledAt),
          isNotNull(users.email),
          or(sql`lower(${users.name}) = ${name}`, sql`lower(${users.email}) = ${name}`),
        ),
      )
    const [one] = rows
    const sees = one && (one.entities === null || one.entities.includes(entityId))
    return rows.length === 1 && sees ? one.email : null
  }

  /** Whoever may read the figures of all these creditors, none: of the whole group; only those whom an e-mail reaches. */
  async readersOf(entities: readonly string[]): Promise<Reader[]> {
    const rows = await this.metadata.db
      .select()
      .from(users)
      .where(isNull(users.disabledAt))
      .orderBy(asc(users.name), asc(users.id))
    const sees = (own: readonly string[] | null) =>
      own === null || (entities.length > 0 && entities.every((entity) => own.includes(entity)))
    return rows
      .filter((row) => row.email !== NO_ADDRESS && may(row, 'read') && sees(row.entities))
      .map(({ id, name, email, locale }) => ({ id, name, email, language: locale }))
  }

  /** Whoever may manage campaigns of a creditor, with address and language. */
  async managersOf(entityId: string): Promise<{ email: string; locale: 'fr' | 'en' }[]> {
    const { email, locale, role, contacts, entities } = users
    const rows = await this.metadata.db
      .select({ email, locale, role, contacts, entities })
      .from(users)
      .where(isNull(users.disabledAt))
    return rows.filter(
      (one) =>
        one.email.includes('@') &&
        may(one, 'manage') &&
        (one.entities === null || one.entities.includes(entityId)),
    )
  }

  /** @throws AppError `auth/address-taken` */
  async invite(given: z.output<typeof invitation>, actor: string): Promise<MadeInvitation> {
    const { language, ...values } = given
    const [known] = await this.metadata.db
      .select()
      .from(users)
      .where(sql`lower(${users.email}) = ${given.email.toLowerCase()}`)
    if (known) throw new AppError('auth/address-taken', 409, 'Another account has this e-mail address.')
    const [row] = await this.metadata.db.insert(users).values(values).returning()
    if (!row) throw new Error('an insertion gives its row')
    await audit(this.metadata, {
      actor,
      action: 'user.invited',
      subject: `user:${row.id}`,
      after: values,
    })
    return this.invitation(row, language)
  }

  /** @throws AppError `auth/user-not-found`, `auth/last-administrator` */
  async change(id: string, given: z.output<typeof userChange>, actor: string): Promise<UserRow> {
    const before = await this.row(id)
    const { disabled, ...values } = given
    const stays = values.role === 'admin' && values.entities === null && !disabled
    if (isWholeAdmin(before) && !stays) await this.requireAnotherAdministrator(id)
    const disabledAt = disabled ? (before.disabledAt ?? new Date()) : null
    const [row] = await this.metadata.db
      .update(users)
      .set({ ...values, disabledAt })
      .where(eq(users.id, id))
      .returning()
    if (!row) throw new Error('the person was just there')
    if (disabled) await this.sessions.closeAll(id)
    await audit(this.metadata, {
      actor,
      action: disabled && !before.disabledAt ? 'user.disabled' : 'user.changed',
      subject: `user:${id}`,
      before: changeable(before),
      after: changeable(row),
    })
    return shown(row, null)
  }

  /** @throws AppError `auth/user-not-found`, `auth/no-address` */
  async newLink(id: string, language: 'fr' | 'en', actor: string): Promise<MadeInvitation> {
    const row = await this.row(id)
    if (row.disabledAt) throw new AppError('auth/user-disabled', 409, 'This account is disabled.')
    if (row.email === NO_ADDRESS) {
      throw new AppError('auth/no-address', 409, 'This account has no address yet; its owner must give one.')
    }
    await audit(this.metadata, { actor, action: 'user.link-made', subject: `user:${id}` })
    return this.invitation(row, language)
  }

  private async invitation(row: Row, language: 'fr' | 'en'): Promise<MadeInvitation> {
    const until = new Date(Date.now() + INVITED_MS)
    const token = await this.signIn.makeLink(row.id, until)
    const address = `${ownAddress(this.config)}/sign-in#${token}`
    // A mail server that refuses must not undo the invitation: the link is there to be handed over.
    const mailed = await this.mail
      .send({ to: row.email, language, ...invitationMail(address, until, language) })
      .catch(() => false)
    return { user: shown(row, null), token, valid_until: until.toISOString(), mailed }
  }

  private async row(id: string): Promise<Row> {
    const [row] = await this.metadata.db.select().from(users).where(eq(users.id, id))
    if (!row) throw notFound('auth/user-not-found', 'There is no such person.')
    return row
  }

  /** Nobody could let anybody in again otherwise. */
  private async requireAnotherAdministrator(id: string): Promise<void> {
    const whole = and(eq(users.role, 'admin'), isNull(users.entities), isNull(users.disabledAt))
    const others = await this.metadata.db
      .select()
      .from(users)
      .where(and(whole, ne(users.id, id)))
    // Who was invited and never came could not let anybody in either.
    if (others.some(({ passwordHash, oidcSubject }) => passwordHash ?? oidcSubject)) return
    const message =
      'Somebody must remain who administers the whole company. Give another person that role first.'
    throw new AppError('auth/last-administrator', 409, message)
  }
}

const isWholeAdmin = (row: Row) => row.role === 'admin' && row.entities === null && row.disabledAt === null
const changeable = ({ name, role, entities, contacts, disabledAt }: Row) => ({
  name,
  role,
  entities,
  contacts,
  disabled: disabledAt !== null,
})

function shown(row: Row, seen: Date | null): UserRow {
  const { id, email, name, role, entities, contacts, createdAt } = row
  const here = row.passwordHash !== null || row.oidcSubject !== null || email === NO_ADDRESS
  return {
    id,
    email: email === NO_ADDRESS ? null : email,
    name,
    role,
    entities,
    contacts,
    state: row.disabledAt ? 'disabled' : here ? 'active' : 'invited',
    single_sign_on: row.oidcSubject !== null,
    created_at: createdAt.toISOString(),
    last_seen_at: seen?.toISOString() ?? null,
  }
}
