import { createHash } from 'node:crypto'
import { AppError } from '../http/app-error'
import { document, readableParts } from './email/layout'
import { mjmlToHtml } from './email/mjml'
import { textVersion } from './email/text-version'
import { unclosed } from './email/unclosed'
import { tagUses } from './grammar/merge'
import { nearest } from './grammar/nearest'
import { parse } from './grammar/parse'
import type { Node } from './grammar/parse'
import { TAG_NAMES, tagNamed } from './tags/catalogue'
import type { TemplateText } from './template'

/** A template that is ready to be merged, as often as there are messages. */
export interface CompiledTemplate {
  readonly text: TemplateText
  readonly subject: readonly Node[]
  /** null for all but e-mails */
  readonly html: readonly Node[] | null
  readonly plain: readonly Node[]
}

const KEPT = 500
const cache = new Map<string, Promise<CompiledTemplate>>()

/**
 * Compiles a template, or gives what was compiled of the same text before.
 * @throws AppError `messages/template-faulty` with what is wrong and where
 */
export function compileTemplate(text: TemplateText): Promise<CompiledTemplate> {
  const { channel, language, subject, preheader, body } = text
  const key = createHash('sha256')
    .update(JSON.stringify([channel, language, subject, preheader, body]))
    .digest('hex')
  const known = cache.get(key)
  if (known) return known
  const compiled = compile(text)
  cache.set(key, compiled)
  // What failed is tried again; the oldest goes first when there are too many.
  compiled.catch(() => cache.delete(key))
  const [oldest] = cache.keys()
  if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest)
  return compiled
}

async function compile(text: TemplateText): Promise<CompiledTemplate> {
  const subject = readable(text.subject, 'subject')
  readable(text.preheader, 'preheader')
  const body = readable(text.body, 'body')
  if (text.channel !== 'email') return { text, subject, html: null, plain: body }
  const open = unclosed(text.body)
  if (open)
    throw faulty(`${open.found} is not closed, or not opened (character ${open.at + 1})`, {
      field: 'body',
      ...open,
    })
  const { html, problems } = await mjmlToHtml(document(text))
  const first = problems[0]
  if (first) throw faulty(`line ${first.line}: ${first.message}`, { problems })
  const plain = readableParts(text).map(textVersion).join('\n\n--\n')
  return { text, subject, html: parse(html).nodes, plain: parse(plain).nodes }
}

/** @throws AppError when a tag cannot be read or is not known */
function readable(source: string, field: string): readonly Node[] {
  const { nodes, faults } = parse(source)
  const [fault] = faults
  if (fault)
    throw faulty(`${fault.found} in the ${field} cannot be read (character ${fault.at + 1})`, {
      field,
      ...fault,
    })
  const unknown = tagUses(nodes).find(({ name }) => !tagNamed(name))
  if (!unknown) return nodes
  const near = nearest(unknown.name, TAG_NAMES)
  const hint = near ? `, perhaps {{${near}}} is meant` : ''
  throw faulty(`there is no tag {{${unknown.name}}}${hint} (${field}, character ${unknown.at + 1})`, {
    field,
    at: unknown.at,
    found: unknown.name,
    nearest: near,
  })
}

const faulty = (message: string, details: Record<string, unknown>) =>
  new AppError('messages/template-faulty', 422, `The template cannot be used: ${message}.`, details)
