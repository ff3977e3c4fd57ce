import { OUR_HEADERS, OUR_VARIABLES } from '@relance/pipelines'
import type { OutgoingMessage } from '../channel'

type Ids = Pick<OutgoingMessage, 'reminderId' | 'entityId' | 'customerId'>

/**
 * How each provider takes custom variables by SMTP, by the name of its mail server. Sources: the providers' SMTP
 * documentation (X-SMTPAPI, X-Mailgun-Variables, X-PM-Metadata-*, X-MC-Metadata, X-MSYS-API, X-MJ-EventPayload).
 */
const BY_HOST: readonly [
  host: RegExp,
  headers: (variables: Record<string, string>) => Record<string, string>,
][] = [
  [/(^|\.)sendgrid\.net$/i, (of) => ({ 'X-SMTPAPI': ascii({ unique_args: of }) })],
  [/(^|\.)mailgun\.org$/i, (of) => ({ 'X-Mailgun-Variables': ascii(of) })],
  [
    /(^|\.)postmarkapp\.com$/i,
    (of) =>
      Object.fromEntries(
        Object.entries(of)
          .filter(([, value]) => isPlain(value))
          .map(([name, value]) => [`X-PM-Metadata-${name}`, value]),
      ),
  ],
  [/(^|\.)mandrillapp\.com$/i, (of) => ({ 'X-MC-Metadata': ascii(of) })],
  [/(^|\.)sparkpostmail\.com$/i, (of) => ({ 'X-MSYS-API': ascii({ metadata: of }) })],
  [/(^|\.)mailjet\.com$/i, (of) => ({ 'X-MJ-EventPayload': ascii(of) })],
]

/**
 * Headers by which what a provider tells of a message finds its reminder, though it may replace the Message-ID: our
 * own, which Amazon SES, Brevo and Resend report, and where the server is known those of custom variables.
 * @param host the mail server
 */
export function idHeaders(host: string, { reminderId, entityId, customerId }: Ids): Record<string, string> {
  const ids = { reminder: reminderId, entity: entityId, customer: customerId }
  const names = Object.keys(ids) as (keyof typeof ids)[]
  const own = names.filter((name) => isPlain(ids[name])).map((name) => [OUR_HEADERS[name], ids[name]])
  const variables = Object.fromEntries(names.map((name) => [OUR_VARIABLES[name], ids[name]]))
  const provider = BY_HOST.find(([name]) => name.test(host))
  return { ...Object.fromEntries(own), ...provider?.[1](variables) }
}

/** Whether a header carries it as it is: what is encoded is reported encoded. */
const isPlain = (value: string) => /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/.test(value)

/** JSON whose characters all stand in a header as they are. */
const ascii = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** What a mail server calls a message that it took: `250 2.0.0 Ok: queued as 4F1A2`, `250 Ok 0102018e-4c…` of SES. */
export const takenAs = (response: string): string =>
  /queued as (\S+)/i.exec(response)?.[1] ??
  /^250[ -](?:\d\.\d+\.\d+ )?(?:ok|accepted)[:;]?\s+<?([\w.@+/=-]{8,200})>?\s*$/i.exec(
    response.trim(),
  )?.[1] ??
  ''
