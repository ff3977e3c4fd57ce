import { describe, expect, it } from 'vitest'
import { PutAside } from './rereadable'

async function* chunks(count: number, size: number) {
  for (let n = 0; n < count; n += 1) {
    await Promise.resolve()
    yield Buffer.alloc(size, n)
  }
}
async function whole(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const list: Buffer[] = []
  for await (const chunk of bytes) list.push(chunk)
  return Buffer.concat(list)
}

describe('bytes that come once', () => {
  it.each([
    ['few', 3, 1000],
    ['more than memory is for', 40, 300_000],
  ])('are read again as they were: %s', async (_, count, size) => {
    const again = new PutAside(chunks(count, size))
    const first = await whole(again.read())
    expect(first.length).toBe(count * size)
    expect((await whole(again.read())).equals(first)).toBe(true)
    await again.close()
  })

  it('are all there though a reading was broken off in the middle', async () => {
    const again = new PutAside(chunks(40, 300_000))
    for await (const chunk of again.read()) if (chunk[0] === 20) break
    expect((await whole(again.read())).equals(await whole(chunks(40, 300_000)))).toBe(true)
    await again.close()
  })
})
