import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Data directories keep the fingerprint of what they were made with: a changed file makes them refuse to start. */
describe.each(['pipelines/schema', 'backend/src/metadata/migrations'])('the migrations of %s', (folder) => {
  const home = join(import.meta.dirname, '../..', folder)
  const listed = new Map(
    readFileSync(join(home, 'checksums.txt'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): [string, string] => [line.slice(66), line.slice(0, 64)]),
  )
  const files = readdirSync(home).filter((file) => file.endsWith('.sql'))

  it('are all listed with their checksums, and none that is listed is gone', () => {
    expect(files.sort()).toEqual([...listed.keys()].sort())
  })

  it.each(files)('%s is as it was released: a correction is a new file', (file) => {
    const text = readFileSync(join(home, file), 'utf8').replace(/\r\n/g, '\n')
    expect(createHash('sha256').update(text).digest('hex')).toBe(listed.get(file))
  })
})
