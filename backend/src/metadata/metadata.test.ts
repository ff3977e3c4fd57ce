import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openMetadata, users } from './index'

it('opens', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-meta-'))
  for (const round of [1, 2]) {
    const t = Date.now()
    const metadata = await openMetadata({ dataDir, log: console.log })
    console.log('open', Date.now() - t)
    await metadata.db
      .insert(users)
      .values({ email: `a${round}@b.fr`, name: 'A', role: 'admin', entities: ['X'] })
    const t2 = Date.now()
    expect(await metadata.db.select().from(users)).toHaveLength(round)
    await metadata.close()
    console.log('close', Date.now() - t2)
  }
  fs.rmSync(dataDir, { recursive: true })
})
