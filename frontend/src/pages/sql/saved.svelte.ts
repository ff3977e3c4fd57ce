import type { SavedQuery } from '@relance/backend/contract'
import {
  changeQuery,
  deleteQuery,
  readQueries,
  readQuery,
  saveQuery,
  writeVersion,
} from '../../api/workbench'
import { bench } from './bench.svelte'

/** Queries that people keep, and the one on the desk among them. */
class SavedQueries {
  rows = $state.raw<SavedQuery[]>([])

  async list() {
    this.rows = (await readQueries()).rows
  }

  async open(id: string) {
    const query = await readQuery(id)
    const [last] = query.versions
    if (last) bench.open(last, query)
  }

  /** A new query under a name, with what is on the desk. */
  async keep(name: string): Promise<string> {
    const { id } = await saveQuery({ name, ...bench.content })
    await this.#changed(id)
    return id
  }

  /** The next version of the query that is open. */
  async write() {
    const { saved } = bench
    if (!saved) return
    await writeVersion(saved.id, { version: saved.version, ...bench.content })
    await this.#changed(saved.id)
  }

  async share(shared: boolean) {
    const { saved } = bench
    if (!saved) return
    await changeQuery(saved.id, { shared })
    bench.saved = { ...saved, shared }
    await this.list()
  }

  async remove() {
    const { saved } = bench
    if (!saved) return
    await deleteQuery(saved.id)
    bench.saved = undefined
    await this.list()
  }

  async #changed(id: string) {
    bench.saved = await readQuery(id)
    await this.list()
  }
}

export const savedQueries = new SavedQueries()
