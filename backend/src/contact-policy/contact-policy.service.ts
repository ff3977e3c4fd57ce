import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { settings } from '../metadata'
import type { Metadata } from '../metadata'
import { contactPolicy } from './contact-policy.contract'
import type { ContactPolicySettings } from './contact-policy.contract'
import { defaultSettings } from './policy'

const KEY = 'contact-policy'

/** When and how often customers may be contacted; until somebody has said so, what came with the product. */
@Injectable()
export class ContactPolicyService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async get(): Promise<ContactPolicySettings> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, KEY))
    return row ? contactPolicy.parse(row.value) : defaultSettings()
  }

  async save(wanted: ContactPolicySettings, actor: string): Promise<ContactPolicySettings> {
    const before = await this.get()
    const value = { key: KEY, value: wanted, updatedAt: new Date() }
    await this.metadata.db
      .insert(settings)
      .values(value)
      .onConflictDoUpdate({ target: settings.key, set: value })
    await audit(this.metadata, {
      actor,
      action: 'contact_policy.saved',
      subject: KEY,
      before,
      after: wanted,
    })
    return wanted
  }
}
