import { existsSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../../../../shared/oracle/', import.meta.url)

/** One case of the reference file; shapes differ by case, so outputs stay unread until asked for. */
export interface ReferenceCase {
  readonly id: string
  readonly time: readonly number[]
  readonly event: readonly number[]
  readonly group: readonly string[]
  readonly stratum?: readonly (number | string)[]
  readonly cluster?: readonly string[]
  readonly columns: Readonly<Record<string, readonly number[]>>
  readonly output: Json
}

export type Json = null | number | string | boolean | readonly Json[] | { readonly [key: string]: Json }

/** The cases of R's survival and cmprsk, or a reason why they cannot be read here. */
export function loadReferenceCases(): {
  readonly cases: readonly ReferenceCase[]
  readonly missing?: string
} {
  const file = new URL('survival_cases.json', FOLDER)
  if (!existsSync(file))
    return { cases: [], missing: 'the shared reference files are not beside this project' }
  const parsed = JSON.parse(readFileSync(file, 'utf8')) as Json
  return { cases: list(get(parsed, 'cases')).map(readCase) }
}

function readCase(json: Json): ReferenceCase {
  const input = get(json, 'input')
  const output = get(json, 'output')
  const id = String(get(json, 'id'))
  const file = get(input, 'file')
  const rows = file === undefined ? undefined : csvColumns(new URL(String(file), FOLDER))
  const column = (name: string): readonly Json[] => {
    const value = get(input, name)
    return rows === undefined ? list(value) : (rows[String(value)] ?? [])
  }
  const optional = (name: string): readonly Json[] | undefined =>
    get(input, name) === undefined ? undefined : column(name)
  const stratum = optional('stratum')?.map((value) => value as number | string)
  const cluster = optional('cluster')?.map(String)
  const age = optional('age')?.map(Number)
  return {
    id,
    time: column('time').map(Number),
    event: column('event').map(Number),
    group: column('group').map(String),
    ...(stratum === undefined ? {} : { stratum }),
    ...(cluster === undefined ? {} : { cluster }),
    columns: age === undefined ? {} : { age },
    output: output ?? null,
  }
}

function csvColumns(file: URL): Record<string, string[]> {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  const columns = Object.fromEntries(names.map((name): [string, string[]] => [name, []]))
  for (const line of lines) line.split(',').forEach((cell, j) => columns[names[j] ?? '']?.push(cell))
  return columns
}

/** Member of an object, undefined when there is none. */
export function get(json: Json | undefined, ...path: readonly string[]): Json | undefined {
  let value: Json | undefined = json
  for (const key of path) {
    value =
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? (value as Record<string, Json>)[key]
        : undefined
  }
  return value
}

/** R writes a vector of one as a bare value. */
export function list(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : json === undefined || json === null ? [] : [json]
}

export function keys(json: Json | undefined): string[] {
  return json !== null && typeof json === 'object' && !Array.isArray(json) ? Object.keys(json) : []
}

/** Compares a figure with the reference: 1e-6 relative (absolute below 1e-6), or the stated tolerance. Prints both. */
export function agree(
  what: string,
  expected: Json | undefined,
  got: number | null | undefined,
  absolute = 0,
): void {
  if (expected === null || expected === undefined) {
    if (got !== null && got !== undefined) throw new Error(`${what}: expected none, got ${got}`)
    return
  }
  const delta = Math.abs((got ?? NaN) - Number(expected))
  const allowed = Math.max(absolute, 1e-6 * Math.abs(Number(expected)))
  print(`${what}: expected ${String(expected)}, got ${got}, delta ${delta}`)
  if (!(delta <= allowed))
    throw new Error(`${what}: expected ${String(expected)}, got ${got}, delta ${delta}`)
}

/** Compares whole columns and prints the largest difference. */
export function agreeAll(what: string, expected: Json | undefined, got: ArrayLike<number | null>): void {
  const values = list(expected)
  if (values.length !== got.length) throw new Error(`${what}: ${values.length} expected, ${got.length} got`)
  let worst = 0
  values.forEach((value, i) => {
    if (value === null) return
    const delta = Math.abs((got[i] ?? NaN) - Number(value))
    if (!(delta <= Math.max(1e-6 * Math.abs(Number(value)), 1e-14))) {
      throw new Error(`${what}[${i}]: expected ${String(value)}, got ${got[i]}, delta ${delta}`)
    }
    worst = Math.max(worst, delta)
  })
  print(
    `${what}: ${values.length} values, first expected ${String(values[0])}, got ${got[0]}, largest delta ${worst}`,
  )
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
