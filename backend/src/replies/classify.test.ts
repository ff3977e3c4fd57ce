import { describe, expect, it } from 'vitest'
import { classify } from './classify'
import { readMail } from './mail'
import { replyText } from './reply-text'
import { aBounce, aMail } from './testing'

const REMINDER = '<00000000-0000-4000-8000-0000000000aa@maison.example>'
const said = async (source: string) => classify(await readMail(Buffer.from(source)))

describe('a message of the mailbox', () => {
  it('is a reply with what the customer wrote himself, and names what it answers', async () => {
    const text =
      'Nous payons vendredi.\n\nLe lun. 23 nov. 2026 à 09:00, Maison <compta@maison.example> a écrit :\n> Bonjour'
    const source = aMail({ answers: REMINDER, text })
    expect(await said(source)).toEqual({ kind: 'reply', text: 'Nous payons vendredi.' })
    expect((await readMail(Buffer.from(source))).about[0]).toBe(REMINDER)
  })

  it.each([
    ['Auto-Submitted of RFC 3834', { headers: 'Auto-Submitted: auto-replied (vacation)' }],
    ['a header of older programs', { headers: 'X-Autoreply: yes' }],
    ['Precedence', { headers: 'Precedence: auto_reply' }],
    ['its subject alone', { subject: 'Réponse automatique : Facture FA-1' }],
    ['its subject in English', { subject: 'RE: Out of office until Monday' }],
  ])('is automatic by %s', async (_how, given) => {
    expect((await said(aMail(given))).kind).toBe('automatic')
  })

  it('is a reply although it says that no machine wrote it', async () => {
    expect((await said(aMail({ headers: 'Auto-Submitted: no' }))).kind).toBe('reply')
  })

  it.each(['STOP', 'Désabonnement', 'stop.', 'Unsubscribe'])('closes e-mail with %s alone', async (text) => {
    expect((await said(aMail({ text }))).kind).toBe('stop')
  })

  it('does not close e-mail with a sentence that has the word in it', async () => {
    expect((await said(aMail({ text: 'Stop, nous avons déjà payé cette facture hier.' }))).kind).toBe('reply')
  })

  it('is a bounce with the address that takes nothing, and names the reminder', async () => {
    const source = aBounce(REMINDER, 'C1@client.example')
    expect(await said(source)).toMatchObject({
      kind: 'bounce',
      address: 'c1@client.example',
      permanent: true,
      status: '5.1.1',
      reason: '550 5.1.1 <C1@client.example>: Recipient address rejected: User unknown',
    })
    expect((await readMail(Buffer.from(source))).about).toContain(REMINDER)
  })

  it.each([
    ['a delay', 'delayed', '4.4.1'],
    ['a full mailbox', 'failed', '5.2.2'],
    ['a refusal of the content', 'failed', '5.7.1'],
  ])('does not give an address up for %s', async (_what, action, status) => {
    expect(await said(aBounce(REMINDER, 'c1@client.example', action, status))).toMatchObject({
      permanent: false,
    })
  })

  it('is a complaint where a mail program reports one (RFC 5965)', async () => {
    const source = aBounce(REMINDER, 'c1@client.example')
      .replace('message/delivery-status', 'message/feedback-report')
      .replace('Final-Recipient', 'Feedback-Type: abuse\nX')
    expect((await said(source)).kind).toBe('complaint')
  })
})

it('what is quoted below is cut, in the ways mail programs quote', () => {
  for (const quote of [
    '> Bonjour',
    '-----Message d’origine-----\nDe : Maison',
    'De : Maison <compta@maison.example>\nEnvoyé : lundi',
    'On Mon, 23 Nov 2026 at 09:00, Maison\n<compta@maison.example> wrote:\n> Hello',
  ])
    expect(replyText(`D’accord.\n\n${quote}`), quote).toBe('D’accord.')
})
