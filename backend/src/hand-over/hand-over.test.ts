import { describe, expect, it } from 'vitest'
import { useServer } from '../app/testing'
import { MAIN, aNonce, event, inDays, pagesOf } from '../customer-page/testing'
import { Outbox } from '../dispatch/outbox/outbox'
import { aContact } from '../dispatch/outbox/testing'
import { letters, sentTexts } from '../metadata'
import { pdfText } from '../messages/letter/testing'

const test = useServer()
const pages = pagesOf(test)

async function file(query: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${test.server.address}/api/hand-over?${query}`, {
    headers: { authorization: `Bearer ${test.server.token}` },
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, text: response.ok ? pdfText(bytes) : '' }
}

const sent = (id: string, day: number, kind: string, step: number) =>
  event('H1', 'reminder.sent', {
    reminder_id: id,
    occurred_on: inDays(day),
    channel: 'email',
    step,
    amount: '0.02',
    attributes: {
      kind,
      invoices: [{ invoice_id: 'H1-F1', level: step, open: '120.00' }],
      message_id: `<${id}@relance.example>`,
    },
  })

describe('the file for litigation', () => {
  it('holds invoices, reminders with their proofs, promises, disputes, interest and indemnity', async () => {
    for (const from of ['2025-07-01', '2026-01-01', '2026-07-01', '2027-01-01'])
      await test.asOwner('PUT', '/api/reference-rates', {
        rate: 'ecb_refinancing',
        from,
        percent: '2.15',
        source: 'a test',
      })
    await pages.debtor('H1', 'business', 1)
    await pages.events([
      event('H1', 'payment.received', {
        payment_id: 'P1',
        amount: '20.00',
        occurred_on: inDays(-9),
        allocations: [{ invoice_id: 'H1-F1', amount: '20.00' }],
      }),
      sent('r1', -15, 'courteous', 1),
      event('H1', 'reminder.delivered', { reminder_id: 'r1', occurred_on: inDays(-14), channel: 'email' }),
      sent('r2', -8, 'firm', 2),
      event('H1', 'reminder.bounced', { reminder_id: 'r2', occurred_on: inDays(-7), channel: 'email' }),
      event('H1', 'promise.made', {
        amount: '100.00',
        occurred_on: inDays(-6),
        attributes: { until: inDays(-2) },
      }),
      event('H1', 'invoice.disputed', {
        invoice_id: 'H1-F1',
        amount: '30.00',
        occurred_on: inDays(-1),
        attributes: { reason: 'Deux panneaux fendus à la livraison, photos envoyées le jour même' },
      }),
    ])
    const { status, text } = await file(`entity=${MAIN}&customer=H1&language=fr`)
    expect(status).toBe(200)
    expect(text).toMatch(/Dossier de remise au contentieux/)
    expect(text).toMatch(/<b>H1<\/b> & Fils/)
    expect(text).toMatch(/Principal échu, factures contestées comprises 100,00 €/)
    expect(text).toMatch(/dont contesté 30,00 €/)
    // 120 € for eleven days, then 100 € for nine, at 12.15 % of 365 days.
    expect(text).toMatch(/Intérêts de retard à ce jour 0,7[34] €/)
    expect(text).toMatch(/Indemnité forfaitaire de recouvrement 40,00 €/)
    expect(text).toMatch(/Paiement -20,00 € 100,00 €/)
    expect(text).toMatch(/Relance courtoise E-mail H1-F1 distribué le/)
    expect(text).toMatch(/Relance ferme E-mail H1-F1 revenu le/)
    expect(text).toContain('<r1@relance.example>')
    expect(text).toMatch(/Promesse – 100,00 € jusqu’au/)
    expect(text).toMatch(
      /Contestation H1-F1 30,00 € Deux panneaux fendus à la livraison, photos envoyées le jour même/,
    )
  })

  it('quotes messages in the words that were sent, and the number of the post', async () => {
    await pages.debtor('H3', 'business', 1)
    const { db } = pages.metadata()
    const contact = aContact({ channel: 'registered_letter', kind: 'formal_notice' })
    const message = { entityId: MAIN, customerId: 'H3', plannedDay: inDays(-5), contact }
    const [id = ''] = await new Outbox(db).add(db, [message])
    const text = 'Vous restez nous devoir 120,00 €.'
    await db
      .insert(sentTexts)
      .values({ id, subject: 'Mise en demeure de payer', text, composedAt: new Date() })
    await db.insert(letters).values({
      ...{ id, entityId: MAIN, customerId: 'H3', day: inDays(-5), address: 'x', subject: '', text },
      trackingNumber: 'RK555',
    })
    await pages.events([
      { ...sent(id, -5, 'formal_notice', 4), customer_id: 'H3', channel: 'registered_letter' },
    ])
    const { text: shown } = await file(`entity=${MAIN}&customer=H3&language=fr`)
    expect(shown).toMatch(/Textes envoyés, tels qu’ils sont partis/)
    expect(shown).toMatch(
      /Mise en demeure – Recommandé – Mise en demeure de payer Vous restez nous devoir 120,00 €\./,
    )
    expect(shown).toContain('RK555')
  })

  it('says in English that nothing was sent, asks a consumer for no indemnity, and knows no stranger', async () => {
    await pages.debtor('H2', 'consumer', 1)
    const { text } = await file(`entity=${MAIN}&customer=H2&language=en`)
    expect(text).toMatch(/Hand-over file for litigation/)
    expect(text).toMatch(/No reminder is on record\./)
    expect(text).toMatch(/Fixed recovery indemnity €0\.00/)
    expect((await file(`entity=${MAIN}&customer=${aNonce()}`)).status).toBe(404)
  })
})
