import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { lockDataDir } from './lock'

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'relance-lock-'))
const file = path.join(dataDir, 'lock')
afterEach(() => fs.rmSync(dataDir, { recursive: true, force: true }))

interface Content {
  pid: number
  started: string | null
  boot: string | null
  host: string
}

/** Leaves a lock behind as if another holder had written it. */
async function aLockOf(change: (content: Content) => Partial<Content>): Promise<void> {
  const lock = await lockDataDir(dataDir)
  const content = JSON.parse(fs.readFileSync(file, 'utf8')) as Content
  await lock.release()
  fs.writeFileSync(file, JSON.stringify({ ...content, ...change(content) }))
}

it('tells a second start who holds the directory, since when and where it answers', async () => {
  const lock = await lockDataDir(dataDir)
  await lock.setAddress('http://localhost:3000')
  const error = await lockDataDir(dataDir).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'data/locked' })
  for (const part of [
    String(process.pid),
    'http://localhost:3000',
    dataDir,
    new Date().toISOString().slice(0, 10),
  ]) {
    expect((error as Error).message).toContain(part)
  }
  await lock.release()
})

it('is free again after its release, and leaves nothing in the directory', async () => {
  await (await lockDataDir(dataDir)).release()
  await (await lockDataDir(dataDir)).release()
  expect(fs.readdirSync(dataDir)).toEqual([])
})

it('is taken over from a holder that was killed', async () => {
  const holder = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
  const { pid = 0 } = holder
  await aLockOf(() => ({ pid, started: startOf(pid) }))
  await expect(lockDataDir(dataDir)).rejects.toMatchObject({ code: 'data/locked' })
  const ended = new Promise((resolve) => holder.once('exit', resolve))
  holder.kill('SIGKILL')
  await ended
  await (await lockDataDir(dataDir)).release()
})

it.skipIf(!fs.existsSync('/proc/self/stat'))(
  'is taken over when another process has the pid now',
  async () => {
    await aLockOf(() => ({ started: '1' }))
    await (await lockDataDir(dataDir)).release()
  },
)

it.skipIf(!fs.existsSync('/proc/self/stat'))('is taken over after a reboot', async () => {
  await aLockOf(() => ({ boot: 'another' }))
  await (await lockDataDir(dataDir)).release()
})

it('of another host counts as held until it has been silent for a minute', async () => {
  await aLockOf(() => ({ host: 'elsewhere', pid: 1 }))
  await expect(lockDataDir(dataDir)).rejects.toThrow('on elsewhere')
  const past = new Date(Date.now() - 61_000)
  fs.utimesSync(file, past, past)
  await (await lockDataDir(dataDir)).release()
})

it('that a power cut left empty belongs to nobody', async () => {
  fs.mkdirSync(dataDir, { recursive: true })
  fs.writeFileSync(file, '')
  await (await lockDataDir(dataDir)).release()
})

it('goes to exactly one of many that find it left behind at the same time', async () => {
  for (let round = 0; round < 10; round++) {
    await aLockOf(() => ({ boot: null, started: '1', pid: 2 ** 22 + 1 }))
    const starts = await Promise.allSettled(Array.from({ length: 30 }, () => lockDataDir(dataDir)))
    const winners = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
    expect(winners).toHaveLength(1)
    await expect(lockDataDir(dataDir)).rejects.toMatchObject({ code: 'data/locked' })
    await winners[0]?.release()
    expect(fs.readdirSync(dataDir)).toEqual([])
  }
})

function startOf(pid: number): string | null {
  if (!fs.existsSync(`/proc/${pid}/stat`)) return null
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}
