import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { notFound } from '../http/app-error'

/** Why a file was not taken. */
const whyNot = z.object({
  code: z.string(),
  /** in English, for whoever looks into the folder */
  detail: z.string(),
  /** facts that the words of a code name */
  details: z.record(z.string(), z.unknown()).default({}),
})
export type WhyNot = z.infer<typeof whyNot>

export interface FailedFile extends WhyNot {
  name: string
  bytes: number
  failed_at: string
}

/** Of each file that failed: a text for people beside it, and the same for programs. */
const textOf = (file: string) => `${file}.reason.txt`
const factsOf = (file: string) => path.join(path.dirname(file), `.${path.basename(file)}.reason.json`)
const UNKNOWN: WhyNot = { code: 'inbox/reason-gone', detail: 'The text that said why is gone.', details: {} }

/** Moves a file to another folder under a name that is free there. @returns where it is now */
export function moveAside(from: string, folder: string): string {
  fs.mkdirSync(folder, { recursive: true })
  const { base, name: stem, ext } = path.parse(from)
  let free = base
  for (let nth = 2; fs.existsSync(path.join(folder, free)); nth += 1) free = `${stem} (${nth})${ext}`
  const to = path.join(folder, free)
  fs.renameSync(from, to)
  return to
}

/** Moves a file to those that failed, with its reason. */
export function setAside(from: string, folder: string, reason: WhyNot): void {
  const file = moveAside(from, folder)
  fs.writeFileSync(textOf(file), `${reason.detail}\n(${reason.code})\n`)
  fs.writeFileSync(factsOf(file), JSON.stringify({ ...reason, at: new Date().toISOString() }))
}

/** Files that failed and are still there, the latest first. @param most of them */
export function failedFiles(folder: string, most: number): FailedFile[] {
  return namesIn(folder)
    .flatMap((name) => {
      const file = path.join(folder, name)
      const stat = fs.statSync(file, { throwIfNoEntry: false })
      if (!stat) return []
      const { at, ...reason } = reasonOf(file)
      return { name, bytes: stat.size, failed_at: at ?? stat.ctime.toISOString(), ...reason }
    })
    .sort((a, b) => b.failed_at.localeCompare(a.failed_at) || a.name.localeCompare(b.name))
    .slice(0, most)
}

/** Puts a file back where it is looked for. @throws AppError `inbox/not-found` */
export function putAgain(folder: string, name: string, inbox: string): void {
  const file = known(folder, name)
  moveAside(file, inbox)
  forgetReason(file)
}

/** Removes a file that failed, for good. @throws AppError `inbox/not-found` */
export function discard(folder: string, name: string): void {
  const file = known(folder, name)
  fs.rmSync(file)
  forgetReason(file)
}

function reasonOf(file: string): WhyNot & { at?: string | undefined } {
  try {
    return whyNot
      .extend({ at: z.string().optional() })
      .parse(JSON.parse(fs.readFileSync(factsOf(file), 'utf8')))
  } catch {
    return UNKNOWN
  }
}

function forgetReason(file: string): void {
  for (const beside of [textOf(file), factsOf(file)]) fs.rmSync(beside, { force: true })
}

/** Only what stands in the list: a name is never a way out of the folder. */
function known(folder: string, name: string): string {
  if (namesIn(folder).includes(name)) return path.join(folder, name)
  throw notFound('inbox/not-found', `There is no file ${name} among those that failed.`)
}

function namesIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return []
  const files = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  const names = new Set(files.map(({ name }) => name))
  const isReason = (name: string) =>
    /\.reason\.txt$/.test(name) && names.has(name.replace(/\.reason\.txt$/, ''))
  return [...names].filter((name) => !name.startsWith('.') && !isReason(name))
}
