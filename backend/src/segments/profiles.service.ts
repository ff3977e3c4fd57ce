import { Inject, Injectable } from '@nestjs/common'
import { and, eq, inArray } from 'drizzle-orm'
import { listProfiles } from '@relance/pipelines'
import type { ProfileRow, Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError } from '../http/app-error'
import { payerProfilesByHand } from '../metadata'
import type { Metadata } from '../metadata'
import { AttributesService } from './attributes.service'
import { profileReasons, riskReasons } from './profile-reasons'
import { payerProfile } from './segments.contract'
import type {
  CustomerProfile,
  ProfilesAnswer,
  RiskModel,
  profileByHand,
  profilesQuery,
} from './segments.contract'
import { today } from './segments.service'

type ByHand = typeof payerProfilesByHand.$inferSelect

/** How customers pay: from history with the reasons, or as a person has set it. */
@Injectable()
export class ProfilesService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly attributes: AttributesService,
  ) {}

  async list(query: z.output<typeof profilesQuery>): Promise<ProfilesAnswer> {
    const asOf = query.as_of ?? today()
    const offset = Number(query.cursor ?? 0)
    const question = await this.attributes.question(asOf, query.entity)
    const page = { limit: query.limit + 1, offset, customerIds: query.customer ?? [] }
    const [found, model] = await Promise.all([
      listProfiles(this.warehouse, question, page),
      this.attributes.riskModel(),
    ])
    const rows = found.slice(0, query.limit)
    const byHand = await this.setByHand(rows.map(({ customer_id }) => customer_id))
    return {
      as_of: asOf,
      rows: rows.map((row) => shown(row, byHand, model)),
      next: found.length > query.limit ? String(offset + query.limit) : null,
    }
  }

  /** @throws AppError `segments/reason-missing`, `segments/profile-withheld` */
  async set(given: z.output<typeof profileByHand>, actor: string): Promise<void> {
    const key = and(
      eq(payerProfilesByHand.entityId, given.entity_id),
      eq(payerProfilesByHand.customerId, given.customer_id),
    )
    const [before] = await this.metadata.db.select().from(payerProfilesByHand).where(key)
    if (given.profile === null) {
      await this.metadata.db.delete(payerProfilesByHand).where(key)
    } else {
      if (given.reason === '') {
        throw new AppError('segments/reason-missing', 422, 'Say why: the reason is shown with the profile.')
      }
      await this.requireAllowed(given.entity_id, given.customer_id)
      const set = { profile: given.profile, reason: given.reason, setBy: actor, setAt: new Date() }
      await this.metadata.db
        .insert(payerProfilesByHand)
        .values({ entityId: given.entity_id, customerId: given.customer_id, ...set })
        .onConflictDoUpdate({ target: [payerProfilesByHand.entityId, payerProfilesByHand.customerId], set })
    }
    await audit(this.metadata, {
      actor,
      action: 'profile.set',
      subject: `customer:${given.entity_id}/${given.customer_id}`,
      before: before && { profile: before.profile, reason: before.reason },
      after: { profile: given.profile, reason: given.reason },
    })
  }

  private async requireAllowed(entityId: string, customerId: string): Promise<void> {
    const question = await this.attributes.question(today(), [entityId])
    const page = { limit: 1, offset: 0, customerIds: [customerId] }
    const [row] = await listProfiles(this.warehouse, question, page)
    if (row?.withheld) {
      const message =
        'Natural persons have no profile until an assessment of data protection is recorded (segments, assessment).'
      throw new AppError('segments/profile-withheld', 409, message)
    }
  }

  private setByHand(customerIds: string[]): Promise<ByHand[]> {
    if (customerIds.length === 0) return Promise.resolve([])
    const { db } = this.metadata
    return db.select().from(payerProfilesByHand).where(inArray(payerProfilesByHand.customerId, customerIds))
  }
}

function shown(row: ProfileRow, byHand: ByHand[], model: RiskModel | null): CustomerProfile {
  const { entity_id, customer_id, name, kind, withheld, risk } = row
  const set = byHand.find((one) => one.entityId === entity_id && one.customerId === customer_id)
  return {
    entity_id,
    customer_id,
    name,
    kind,
    withheld,
    profile: row.profile === '' ? null : payerProfile.parse(row.profile),
    found: row.found === '' ? null : payerProfile.parse(row.found),
    reasons: profileReasons(row),
    by_hand:
      set === undefined || withheld
        ? null
        : {
            profile: payerProfile.parse(set.profile),
            reason: set.reason,
            by: set.setBy,
            at: set.setAt.toISOString(),
          },
    risk,
    risk_reasons: risk === null ? [] : riskReasons(model, row.features),
  }
}
