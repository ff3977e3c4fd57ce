import { buffer } from 'node:stream/consumers'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { compileTemplate, exampleSubject, renderMessage } from '../../../messages'
import { pdfText } from '../../../messages/letter/testing'
import { libraryTemplate } from '../../../messages/library/library'
import { letters, outbox as table } from '../../../metadata'
import { Outbox } from '../../outbox/outbox'
import { toColumns } from '../../outbox/outbox-row'
import { CAMPAIGN, MORNING, aMessage, aText, useMetadata } from '../../outbox/testing'
import type { OutgoingMessage } from '../channel'
import { LetterBatches } from './letter-batches'
import { LetterChannel } from './letter-channel'

const store = useMetadata()
const DAY = '2026-11-23'
const example = exampleSubject({
  occasion: 'formal_notice',
  channel: 'letter',
  language: 'fr',
  regime: 'business',
  today: '2026-03-19',
})

async function composed(): Promise<Pick<OutgoingMessage, 'subject' | 'text' | 'letter'>> {
  const template = libraryTemplate('letter.formal_notice.formal.fr')
  if (!template) throw new Error('the library has no formal notice')
  const { subject, text, letter } = renderMessage(await compileTemplate(template), example)
  return { subject, text, ...(letter ? { letter: letter.composed } : {}) }
}

/** A letter that was planned and handed to the channel, as a sender leaves it. */
async function aLetter(n: number): Promise<string> {
  const { db } = store.metadata
  const message = aMessage(n, {
    channel: 'registered_letter',
    recipient: { name: `Client ${n}`, address: '8 impasse des Lilas\n69003 Lyon' },
  })
  await new Outbox(db).add(db, [message])
  const { id } = toColumns(message)
  const claimed = { ...message, id, campaignId: CAMPAIGN, channel: 'registered_letter' }
  const text = { ...aText({ ...claimed, attempts: 1, interrupted: 0 }), ...(await composed()) }
  await new LetterChannel('registered_letter', db, '0').send(text)
  await db.update(table).set({ state: 'sent', endedAt: MORNING, toldWarehouse: true }).where(eq(table.id, id))
  return id
}
const textOf = async () => pdfText(await buffer(await new LetterBatches(store.metadata.db).pdf(DAY, true)))

describe('a batch of letters', () => {
  it('says again what was composed, tables included, each letter on pages of its own', async () => {
    await aLetter(1)
    await aLetter(2)
    const text = await textOf()
    expect(text).toMatch(/Mise en demeure/i)
    expect(text).toMatch(/Facture Émise le Échéance Retard Reste dû/)
    expect(text.match(/Page 1\/\d/g), 'pages are counted by letter').toHaveLength(2)
    expect(await textOf()).toBe(text)
  })

  it('is of its entities only', async () => {
    await aLetter(1)
    const batches = new LetterBatches(store.metadata.db)
    expect(await batches.contents(DAY, true, ['OTHER'])).toEqual([])
    expect(await batches.list(['OTHER'])).toEqual([])
    const [own] = await batches.contents(DAY, true, ['MAIN'])
    expect(await batches.posted([own?.id ?? ''], 'Claire', MORNING, ['OTHER'])).toEqual([])
    expect(await batches.number(own?.id ?? '', 'RK1', ['OTHER'])).toBe(false)
  })
})

describe('a letter that did not arrive', () => {
  it('is a message that was given up, told as one that came back, and out of the file', async () => {
    const id = await aLetter(1)
    const batches = new LetterBatches(store.metadata.db)
    await batches.posted([id], 'Claire', MORNING)
    const why = { code: 'returned', note: 'NPAI' }
    expect(await batches.failed([id], why, 'Claire', MORNING)).toEqual([id])
    expect(await batches.failed([id], why, 'Claire', MORNING), 'once').toEqual([])
    const [row] = await store.metadata.db.select().from(table)
    expect(row).toMatchObject({
      state: 'dead',
      errorCode: 'address:letter_returned',
      error: 'NPAI',
      toldWarehouse: false,
    })
    expect(await batches.list()).toMatchObject([{ letters: 1, posted: 0, failed: 1 }])
    expect(await textOf()).not.toMatch(/Mise en demeure/i)
  })

  it('is a new letter, to be posted again, when it is tried again; one that waits stays as it is', async () => {
    const id = await aLetter(1)
    const { db } = store.metadata
    const batches = new LetterBatches(db)
    await batches.number(id, 'RK123')
    const again = async () => {
      const [row] = await db.select().from(letters)
      const { subject, address } = row ?? { subject: '', address: '' }
      const recipient = { name: 'Client 1', address }
      const message = {
        ...aText({ ...aMessage(1), id, campaignId: CAMPAIGN, channel: 'x', attempts: 1, interrupted: 0 }),
      }
      await new LetterChannel('registered_letter', db, '0').send({
        ...message,
        subject: `${subject}!`,
        recipient,
      })
      return db.select().from(letters)
    }
    expect(await again()).toMatchObject([{ trackingNumber: 'RK123', day: DAY }])
    await batches.failed([id], { code: 'not_posted', note: '' }, 'Claire', MORNING)
    const [row] = await again()
    expect(row).toMatchObject({ trackingNumber: '', failedAt: null, postedAt: null })
    expect(row?.subject).toMatch(/!$/)
  })
})
