/** A parsed payload, of which nothing is certain. */
export type Json = unknown

/** What stands at a path of object keys, undefined where the path ends early. */
export function at(value: Json, ...path: string[]): Json {
  let here: Json = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null || Array.isArray(here)) return undefined
    here = Object.hasOwn(here, key) ? (here as Record<string, Json>)[key] : undefined
  }
  return here
}

/** Text or a number as text; empty for anything else. */
export function textAt(value: Json, ...path: string[]): string {
  const found = at(value, ...path)
  if (typeof found === 'string') return found.trim()
  return typeof found === 'number' && Number.isFinite(found) ? String(found) : ''
}

/** The first of several places that holds a text. */
export const firstText = (value: Json, ...paths: string[][]): string =>
  paths.map((path) => textAt(value, ...path)).find((text) => text !== '') ?? ''

export const listAt = (value: Json, ...path: string[]): Json[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

export const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object, also where it stands as the text of one. */
export function objectAt(value: Json, ...path: string[]): Record<string, Json> {
  const found = at(value, ...path)
  if (isObject(found)) return found
  if (typeof found !== 'string' || !found.trimStart().startsWith('{')) return {}
  const parsed = parse(found)
  return isObject(parsed) ? parsed : {}
}

/** The value of a JSON text, undefined where it is none. */
export function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
