/** What answers have named so far, by the name of the field: so that requests also meet what exists. */
export type Seen = ReadonlyMap<string, readonly string[]>

const NAMES_KEPT = 30

/** `/api/campaigns/{id}` takes what answers of `/api/campaigns` called `id`. */
export const idsOf = (path: string) => `id of ${path.split('/')[2] ?? ''}`

/** Keeps what an answer of `path` names, by the name of its field. */
export function remember(text: string, path: string, seen: Map<string, string[]>): void {
  const keep = (name: string, value: unknown) => {
    if (typeof value !== 'string' && typeof value !== 'number') return
    const known = seen.get(name) ?? []
    const said = String(value)
    if (said === '' || said.length > 200 || known.includes(said)) return
    seen.set(name, [...known, said].slice(-NAMES_KEPT))
  }
  const walk = (value: unknown) => {
    if (Array.isArray(value)) value.slice(0, 20).forEach((item) => walk(item))
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        keep(name === 'id' ? idsOf(path) : name, inner)
        walk(inner)
      }
    }
  }
  try {
    walk(JSON.parse(text))
  } catch {
    // Lines, tables and pictures name nothing.
  }
}
