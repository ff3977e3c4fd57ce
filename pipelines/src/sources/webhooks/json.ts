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

/** No provider nests deeper; code that walks or writes what is deeper by thousands would run out of stack. */
export const DEEPEST = 64

/** The value of a JSON text, undefined where it is none or is nested too deep. */
export function parse(text: string): Json {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (inText) {
      if (sign === '\\') at += 1
      else if (sign === '"') inText = false
    } else if (sign === '"') inText = true
    else if (sign === '{' || sign === '[') {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (sign === '}' || sign === ']') depth -= 1
  }
  return false
}
