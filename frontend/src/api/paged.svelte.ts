import { resource } from './resource.svelte'

interface Page {
  rows: unknown[]
  next: string | null
}

/** Rows that arrive page by page; a new question starts again from the first. */
export function paged<P extends Page>(ask: (cursor: string | undefined, signal?: AbortSignal) => Promise<P>) {
  let further = $state.raw<{ of: P; pages: P[] }>()
  let busy = $state(false)
  const first = resource((signal) => ask(undefined, signal))
  const pages = $derived(further && further.of === first.data ? further.pages : [])
  const next = $derived((pages.at(-1) ?? first.data)?.next ?? null)

  return {
    first,
    get rows(): P['rows'] {
      return [...(first.data?.rows ?? []), ...pages.flatMap((page) => page.rows)]
    },
    get next() {
      return next
    },
    get busy() {
      return busy
    },
    async more() {
      const start = first.data
      if (next === null || !start || busy) return
      busy = true
      try {
        const page = await ask(next)
        further = { of: start, pages: [...pages, page] }
      } finally {
        busy = false
      }
    },
  }
}
