import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { it } from 'vitest'
import { startEngine } from './engine'
it('starts', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-'))
  const t = Date.now()
  const engine = await startEngine({ dataDir: dir, log: console.log })
  console.log('ready', Date.now() - t, engine.confined, engine.pid)
  const r = await fetch(engine.url, {
    method: 'POST',
    body: "SELECT version(), file('/etc/passwd')",
    headers: { 'x-clickhouse-user': 'app', 'x-clickhouse-key': engine.password },
  })
  console.log(await r.text())
  const t2 = Date.now()
  await engine.stop()
  console.log('stop', Date.now() - t2)
  fs.rmSync(dir, { recursive: true })
})
