import type { Reader } from '../auth/users.service'
import type { NewNotice } from '../notices'
import { alertMail, goneMail, goneWords, ruleWords, subjectWords } from './alert-words'
import type { Watched } from './alert-words'
import type { StoredAlert } from './alert-store'
import type { AlertFinding } from './alerts.contract'

/** An alert, by its names, and who may be told of it. */
export interface Telling {
  readonly alert: StoredAlert
  readonly watched: Watched
  readonly readers: readonly Reader[]
  /** of the product, as people reach it */
  readonly address: string
}

/** That a figure alerts, or is well again. */
export function findingNotices(
  telling: Telling,
  finding: AlertFinding,
  told: 'alerting' | 'well',
): NewNotice[] {
  const { alert, watched, address } = telling
  const link = `${address}/?${new URLSearchParams({
    as_of: finding.day,
    ...(alert.entityId === '' ? {} : { entity: alert.entityId }),
    currency: alert.currency,
  }).toString()}`
  return noticesOf(telling, `${finding.day}:${told}`, {
    mail: (language) => alertMail(told, watched, finding, link, language),
    hook: { type: `kpi.${told}`, rule: ruleWords(watched), finding, link },
  })
}

/** That the segment is gone: once for each segment. */
export function goneNotices(telling: Telling): NewNotice[] {
  const { alert, watched, address } = telling
  const link = `${address}/figures/alerts`
  return noticesOf(telling, `gone:${alert.cut}`, {
    mail: (language) => goneMail(watched, link, language),
    hook: { type: 'kpi.segment_gone', reason: goneWords(watched), link },
  })
}

interface Said {
  readonly mail: (language: 'fr' | 'en') => ReturnType<typeof alertMail>
  readonly hook: { readonly type: string } & Record<string, unknown>
}

function noticesOf({ alert, watched, readers }: Telling, event: string, { mail, hook }: Said): NewNotice[] {
  const { id, entityId, kpi, currency, cut: value, dimension } = alert
  const key = `alert:${id}:${event}`
  const mails = readers
    .filter((reader) => alert.toUsers.includes(reader.id))
    .map(({ id: userId, email: address, language }): NewNotice => {
      const to = { userId, address, language }
      return { key: `${key}:${userId}`, entityId, channel: 'email', ...to, content: mail(language) }
    })
  if (!alert.toWebhook) return mails
  const part = watched.part && { dimension, value, name: watched.part.value }
  const { type, ...more } = hook
  const about = { alert: id, kpi, entity_id: entityId, currency, part, subject: subjectWords(watched) }
  return [
    ...mails,
    { key: `${key}:webhook`, entityId, channel: 'webhook', content: { type, ...about, ...more } },
  ]
}
