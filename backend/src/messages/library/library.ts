import { CHANNELS, REACTIONS, STEP_KINDS, TONES } from '../../campaigns/campaign.contract'
import type { Tone } from '../../campaigns/campaign.contract'
import type { Language } from '../tags/format'
import type { Occasion } from '../tags/tag'
import type { Template, TemplateChannel } from '../template'
import { LANGUAGES } from '../templates.contract'
import { frontMatter } from './front-matter'

/** Path of a file: channel/family/tone.language.extension */
const FILES = import.meta.glob<string>('./*/*/*.{mjml,txt,md}', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const PATH = /^\.\/(\w+)\/(\w+)\/(\w+)\.(fr|en)\.\w+$/

/** Templates that come with the product: read-only, to be copied. In order of channel, occasion, tone, language. */
export const LIBRARY: readonly Template[] = Object.entries(FILES)
  .map(([path, content]) => fromFile(path, content))
  .sort((a, b) => rank(a) - rank(b))

const BY_ID: ReadonlyMap<string, Template> = new Map(LIBRARY.map((template) => [template.id, template]))
export const libraryTemplate = (id: string): Template | undefined => BY_ID.get(id)

export interface TemplateWish {
  readonly family: string
  readonly channel: TemplateChannel
  readonly language: Language
  readonly tone: Tone
}

/** The text of a family in this tone, or else its first: a reaction has one tone only, whatever a step says. */
export function chooseTemplate(
  wish: TemplateWish,
  among: readonly Template[] = LIBRARY,
): Template | undefined {
  const fitting = among.filter(
    ({ family, channel, language }) =>
      family === wish.family && channel === wish.channel && language === wish.language,
  )
  return fitting.find(({ tone }) => tone === wish.tone) ?? fitting[0]
}

function fromFile(path: string, content: string): Template {
  const [, channel, occasion, tone, language] = PATH.exec(path) ?? []
  const { fields, body } = frontMatter(content)
  return {
    id: [channel, occasion, tone, language].join('.'),
    family: occasion ?? '',
    occasion: among([...STEP_KINDS, ...REACTIONS], occasion, path) as Occasion,
    channel: among(CHANNELS, channel, path) as TemplateChannel,
    tone: among(TONES, tone, path),
    language: among(LANGUAGES, language, path),
    version: 1,
    name: '',
    subject: fields['subject'] ?? '',
    preheader: fields['preheader'] ?? '',
    body,
  }
}

function among<T extends string>(known: readonly T[], found: string | undefined, path: string): T {
  const value = known.find((one) => one === found)
  if (value === undefined) throw new Error(`${path}: ${found ?? 'nothing'} is none of ${known.join(', ')}`)
  return value
}

function rank({ channel, occasion, tone, language }: Template): number {
  const occasions: readonly Occasion[] = [...STEP_KINDS, ...REACTIONS]
  const place = CHANNELS.indexOf(channel) * 100 + occasions.indexOf(occasion)
  return (place * 10 + TONES.indexOf(tone)) * 2 + LANGUAGES.indexOf(language)
}
