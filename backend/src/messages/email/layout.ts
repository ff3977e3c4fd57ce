import layoutEn from '../library/layout.en.mjml?raw'
import layoutFr from '../library/layout.fr.mjml?raw'
import { escapeHtml } from '../tags/safe-text'
import type { TemplateText } from '../template'

const LAYOUT = { fr: layoutFr, en: layoutEn } as const
/** Elements whose content MJML passes through as it is; between them it would drop text without a word. */
const PASSED =
  /(<mj-(?:text|button|table|raw|title|preview|style)\b[\s\S]*?<\/mj-(?:text|button|table|raw|title|preview|style)>)/

/** The whole MJML document: a body that is no document of its own stands in the layout of its language. */
export function document({ language, subject, preheader, body }: TemplateText): string {
  const inner = looseTagsWrapped(body)
  if (isDocument(body)) return inner
  return LAYOUT[language]
    .replace('<!-- subject -->', () => escapeHtml(subject))
    .replace('<!-- preheader -->', () => escapeHtml(preheader))
    .replace('<!-- body -->', () => inner)
    .replace('<!-- footer -->', '')
}

export const isDocument = (body: string): boolean => /<mjml\b/i.test(body)

/** What the text version is made of: the body, and the layout's footer. */
export function readableParts({ language, body }: TemplateText): readonly string[] {
  if (isDocument(body)) return [body]
  const layout = LAYOUT[language]
  const from = layout.indexOf('<!-- footer -->')
  return [body, layout.slice(from, layout.indexOf('</mj-text>', from))]
}

/** Conditions and blocks may stand on lines of their own between MJML elements. */
function looseTagsWrapped(body: string): string {
  return body
    .split(PASSED)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replaceAll(/<[^>]*>|\{\{[^{}]*\}\}/g, wrapped)))
    .join('')
}

function wrapped(found: string): string {
  if (found.startsWith('<')) return found
  const control = /^\{\{\s*(#|\/|else\b)/.test(found)
  return control ? `<mj-raw>${found}</mj-raw>` : `<mj-text>${found}</mj-text>`
}
