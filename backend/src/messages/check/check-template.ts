import type { Channel } from '../../campaigns/campaign.contract'
import { compileTemplate } from '../compile'
import { document } from '../email/layout'
import { mjmlToHtml } from '../email/mjml'
import { textVersion } from '../email/text-version'
import { unclosed } from '../email/unclosed'
import { exampleSubject } from '../example'
import { tagUses } from '../grammar/merge'
import { parse } from '../grammar/parse'
import { renderMessage } from '../render'
import type { RenderedMessage } from '../render'
import type { Occasion } from '../tags/tag'
import type { TemplateText } from '../template'
import { checkContent, checkLinks } from './check-html'
import { checkRequired } from './check-required'
import { checkTags } from './check-tags'
import { checkDiscretion, checkSms, checkStyle, checkSubject } from './check-text'
import { finding } from './finding'
import type { Field, Finding } from './finding'

export interface CheckedUse {
  /** the step's or reaction's; decides which tags have values and which are needed */
  readonly occasion: Occasion
  /** where it is sent; by default the template's own, e.g. letter for registered_letter */
  readonly channel?: Channel
  /** YYYY-MM-DD, for the example that lengths are measured on */
  readonly today: string
}

/**
 * Everything that is wrong with a template before anything is sent, errors first, each with its place and how to mend
 * it. What the law says of its wording is checked elsewhere, on the rendered text.
 */
export async function checkTemplate(text: TemplateText, use: CheckedUse): Promise<readonly Finding[]> {
  const { occasion, channel = text.channel } = use
  const fields: [Field, string][] = [
    ['subject', text.subject],
    ['preheader', text.preheader],
    ['body', text.body],
  ]
  const found = fields.flatMap(([field, source]) => checkTags(source, field, channel, occasion))
  const markup = text.channel === 'email' ? await checkMarkup(text) : []
  const sound = [...found, ...markup].every(({ severity }) => severity !== 'error')
  const rendered = sound ? await example(text, use) : null
  const readable = text.channel === 'email' ? textVersion(text.body) : text.body
  if (readable.trim() === '') found.push(finding('no_text', 'body', ''))
  const used = tagsOf(text)
  const all = [
    ...found,
    ...markup,
    ...checkLinks(text.body),
    ...checkRequired(text, occasion, used),
    ...checkSubject(text, rendered),
    ...checkStyle(text, readable),
    ...checkDiscretion(text),
    ...checkSms(rendered),
  ]
  return all.sort((a, b) => RANK[a.severity] - RANK[b.severity])
}

/** Every tag that a text names, in whatever branch. */
export const tagsOf = ({ subject, preheader, body }: TemplateText): ReadonlySet<string> =>
  new Set(
    [subject, preheader, body].flatMap((source) => tagUses(parse(source).nodes)).map(({ name }) => name),
  )

const RANK = { error: 0, warning: 1, note: 2 } as const

async function checkMarkup(text: TemplateText): Promise<Finding[]> {
  const content = checkContent(text.body)
  const open = unclosed(text.body)
  if (open) content.push(finding('unclosed_element', 'body', open.found, { source: text.body, at: open.at }))
  const { problems } = await mjmlToHtml(document(text))
  return [...content, ...problems.map(({ line, message }) => ({ ...finding('mjml', 'body', message), line }))]
}

async function example(text: TemplateText, { occasion, today }: CheckedUse): Promise<RenderedMessage> {
  const { channel, language } = text
  const subject = exampleSubject({ occasion, channel, language, regime: 'business', today })
  return renderMessage(await compileTemplate(text), subject)
}
