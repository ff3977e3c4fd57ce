import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { and, asc, desc, eq } from 'drizzle-orm'
import { METADATA } from '../app/tokens'
import { audit } from '../auth/audit'
import { AppError, notFound } from '../http/app-error'
import { templateVersions, templates } from '../metadata'
import type { Metadata } from '../metadata'
import { LIBRARY } from './library/library'
import type { Template } from './template'
import type { Occasion } from './tags/tag'
import { templateText } from './templates.contract'
import type {
  TemplateFamily,
  TemplatesAnswer,
  WrittenText,
  newTemplate,
  textChange,
} from './templates.contract'
import type { z } from 'zod'

type Version = typeof templateVersions.$inferSelect
type Head = typeof templates.$inferSelect
const KEPT = 200

/** Families of texts: the library's, which cannot change, and the company's, of which each edit is a new version. */
@Injectable()
export class TemplatesService {
  private readonly pinned = new Map<string, readonly Template[]>()

  constructor(@Inject(METADATA) private readonly metadata: Metadata) {}

  async list(): Promise<TemplatesAnswer['rows']> {
    const heads = await this.metadata.db.select().from(templates).orderBy(asc(templates.name))
    const latest = new Map((await this.latestVersions()).map((row) => [row.family, row]))
    const kept = new Map(heads.map((head) => [head.family, head]))
    const library = libraryFamilies().map((family) => {
      const head = libraryHead(family)
      return {
        ...head,
        version: kept.has(family) ? (latest.get(family)?.version ?? 0) : 0,
        texts: libraryTexts(family),
      }
    })
    const own = heads
      .filter((head) => !head.library)
      .map((head) => {
        const row = latest.get(head.family)
        return { ...shownHead(head), version: row?.version ?? 0, texts: row ? textsOf(row) : [] }
      })
    return [...library, ...own].map((row) => ({ ...row, texts: row.texts.map(withoutBody) }))
  }

  /** @throws AppError `messages/template-not-found` */
  async family(family: string, version?: number): Promise<TemplateFamily> {
    const versions = await this.metadata.db
      .select()
      .from(templateVersions)
      .where(eq(templateVersions.family, family))
      .orderBy(desc(templateVersions.version))
    const [head] = await this.metadata.db.select().from(templates).where(eq(templates.family, family))
    const library = libraryTexts(family)
    const asked = version === undefined ? versions[0] : versions.find((row) => row.version === version)
    if (version !== undefined ? !asked : !head && library.length === 0) throw missing(family)
    const current = library.length > 0 && version === undefined
    return {
      ...(head ? shownHead(head) : libraryHead(family)),
      version: asked?.version ?? 0,
      texts: current || !asked ? library : textsOf(asked),
      versions: versions.map(({ version, note, createdBy, createdAt }) => ({
        version,
        note,
        created_by: createdBy,
        created_at: createdAt.toISOString(),
      })),
    }
  }

  /** A family of one's own. @throws AppError `messages/template-not-found`, `messages/occasion-missing` */
  async create(given: z.output<typeof newTemplate>, actor: string): Promise<TemplateFamily> {
    const source = given.copy_of === undefined ? undefined : await this.family(given.copy_of)
    const occasion = source?.occasion ?? given.occasion
    if (!occasion) {
      throw new AppError(
        'messages/occasion-missing',
        400,
        'Say what the template is for, or which one to copy.',
      )
    }
    const family = await this.freeName(given.name)
    const head = { family, name: given.name, occasion, copiedFrom: given.copy_of ?? null, createdBy: actor }
    await this.metadata.db.transaction(async (tx) => {
      await tx.insert(templates).values(head)
      await tx.insert(templateVersions).values(versionRow(family, 1, source?.texts ?? [], '', actor))
    })
    await this.note('template.created', family, actor, { name: given.name, copy_of: given.copy_of ?? null })
    return this.family(family)
  }

  /**
   * Writes the next version with one text changed, added or taken out.
   * @throws AppError `messages/library-read-only`, `messages/template-not-found`, `messages/template-changed`
   */
  async change(family: string, given: z.output<typeof textChange>, actor: string): Promise<TemplateFamily> {
    if (libraryTexts(family).length > 0) {
      const hint = 'What comes with the product cannot be changed: copy it and change the copy.'
      throw new AppError('messages/library-read-only', 409, hint)
    }
    const { version, texts } = await this.family(family)
    if (version !== given.base_version) throw changed(version)
    const others = texts.filter((text) => key(text) !== key(given.text))
    const next = given.remove ? others : [...others, given.text].sort((a, b) => (key(a) < key(b) ? -1 : 1))
    const rows = await this.metadata.db
      .insert(templateVersions)
      .values(versionRow(family, version + 1, next, given.note, actor))
      .onConflictDoNothing()
      .returning()
    if (rows.length === 0) throw changed(version + 1)
    await this.note('template.changed', family, actor, { version: version + 1, text: key(given.text) })
    return this.family(family)
  }

  /**
   * The versions that a campaign keeps from its approval on. A library family is written down as it is now, so that a
   * newer release of the product changes nothing for a running campaign.
   * @throws AppError `messages/template-not-found`
   */
  async pin(families: readonly string[], actor: string): Promise<Record<string, number>> {
    const pins: Record<string, number> = {}
    for (const family of new Set(families)) {
      const library = libraryTexts(family)
      pins[family] =
        library.length > 0
          ? await this.keepLibrary(family, library, actor)
          : (await this.family(family)).version
    }
    return pins
  }

  /** Texts of a pinned version, from memory after the first time. @throws AppError `messages/template-not-found` */
  async texts(family: string, version: number): Promise<readonly Template[]> {
    const name = `${family}@${version}`
    const known = this.pinned.get(name)
    if (known) return known
    const { texts, occasion } = await this.family(family, version)
    const made = texts.map((text) => asTemplate(family, version, occasion, text))
    const [oldest] = this.pinned.keys()
    if (this.pinned.size >= KEPT && oldest !== undefined) this.pinned.delete(oldest)
    this.pinned.set(name, made)
    return made
  }

  private async keepLibrary(family: string, texts: readonly WrittenText[], actor: string): Promise<number> {
    const latest = (await this.latestVersions(family))[0]
    if (latest?.fingerprint === fingerprint(texts)) return latest.version
    const { occasion } = libraryHead(family)
    const version = (latest?.version ?? 0) + 1
    const head = { family, name: '', occasion, library: true, createdBy: actor }
    await this.metadata.db.insert(templates).values(head).onConflictDoNothing()
    const row = versionRow(family, version, texts, '', actor)
    // Another backend may have kept the same at this moment.
    await this.metadata.db.insert(templateVersions).values(row).onConflictDoNothing()
    return version
  }

  private latestVersions(family?: string): Promise<Version[]> {
    return this.metadata.db
      .selectDistinctOn([templateVersions.family])
      .from(templateVersions)
      .where(family === undefined ? undefined : and(eq(templateVersions.family, family)))
      .orderBy(asc(templateVersions.family), desc(templateVersions.version))
  }

  private async freeName(name: string): Promise<string> {
    const rows = await this.metadata.db.select({ family: templates.family }).from(templates)
    const taken = new Set([...rows.map(({ family }) => family), ...libraryFamilies()])
    const bare = name
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
    const slug = bare.replaceAll(/^-+|-+$/g, '').slice(0, 50) || 'template'
    let free = slug
    for (let number = 2; taken.has(free); number++) free = `${slug}-${number}`
    return free
  }

  private note(action: string, family: string, actor: string, after: unknown): Promise<void> {
    return audit(this.metadata, { actor, action, subject: `template:${family}`, after })
  }
}

const missing = (family: string) =>
  notFound('messages/template-not-found', `There is no template ${family} in that version.`)
const changed = (version: number) =>
  new AppError('messages/template-changed', 409, `Somebody else has saved version ${version} meanwhile.`, {
    version,
  })

const key = ({ channel, language, tone }: WrittenText): string => `${channel}.${tone}.${language}`
const libraryFamilies = (): string[] => [...new Set(LIBRARY.map(({ family }) => family))]
const withoutBody = ({ body: _body, preheader: _preheader, ...rest }: WrittenText) => rest
const textsOf = (row: Version): WrittenText[] => templateText.array().parse(row.texts)
const fingerprint = (texts: readonly WrittenText[]) =>
  createHash('sha256').update(JSON.stringify(texts)).digest('hex')

function libraryTexts(family: string): WrittenText[] {
  return LIBRARY.filter((template) => template.family === family).map(
    ({ channel, language, tone, subject, preheader, body }) => ({
      channel,
      language,
      tone,
      subject,
      preheader,
      body,
    }),
  )
}

function libraryHead(family: string) {
  const occasion = LIBRARY.find((template) => template.family === family)?.occasion ?? 'courteous'
  return { family, name: '', occasion, library: true, copied_from: null }
}

const shownHead = ({ family, name, occasion, library, copiedFrom }: Head) => ({
  family,
  name,
  occasion: occasion as Occasion,
  library,
  copied_from: copiedFrom,
})

const versionRow = (
  family: string,
  version: number,
  texts: readonly WrittenText[],
  note: string,
  actor: string,
) => ({
  family,
  version,
  texts,
  fingerprint: fingerprint(texts),
  note,
  createdBy: actor,
})

const asTemplate = (family: string, version: number, occasion: Occasion, text: WrittenText): Template => ({
  ...text,
  id: `${family}.${key(text)}`,
  family,
  occasion,
  version,
  name: '',
})
