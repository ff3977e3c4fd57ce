import { Inject, Injectable } from '@nestjs/common'
import { eq } from 'drizzle-orm'
import { METADATA } from '../../app/tokens'
import { audit } from '../../auth/audit'
import { settings } from '../../metadata'
import type { Metadata } from '../../metadata'
import { sharing } from './sharing.contract'
import type { Sharing } from './sharing.contract'

const KEY = 'reports:sharing'
/** Nothing leaves the company until an administrator says so. */
const NOTHING: Sharing = { links: false, max_days: 30, addresses: [] }

/** What the company lets out beside its own people. */
@Injectable()
export class SharingService {
  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async get(): Promise<Sharing> {
    const [row] = await this.metadata.db.select().from(settings).where(eq(settings.key, KEY))
    return row ? sharing.parse(row.value) : NOTHING
  }

  async save(value: Sharing, actor: string): Promise<Sharing> {
    const before = await this.get()
    const row = { key: KEY, value, updatedAt: new Date() }
    await this.metadata.db.insert(settings).values(row).onConflictDoUpdate({ target: settings.key, set: row })
    const change = { actor, action: 'report-sharing.saved', subject: KEY }
    await audit(this.metadata, { ...change, before, after: value })
    return value
  }
}

/** Whether reports may be mailed to an address of nobody here. */
export function isAllowed({ addresses }: Sharing, address: string): boolean {
  const asked = address.toLowerCase()
  return addresses.some((one) => one === asked || (one.startsWith('@') && asked.endsWith(one)))
}
