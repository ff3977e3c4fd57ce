import type { TablesAnswer } from '@relance/backend/contract'
import { readTables } from '../../api/sources'

export type TableKind = TablesAnswer['kinds'][number]['kind']

/** What the server reads in tables, asked for once: what a row can be, and the fields that it can have. */
class Tables {
  #all = $state.raw<TablesAnswer['kinds']>([])
  #asked: Promise<void> | undefined

  load(): Promise<void> {
    this.#asked ??= readTables().then(
      (answer) => void (this.#all = answer.kinds),
      (cause: unknown) => {
        this.#asked = undefined
        throw cause
      },
    )
    return this.#asked
  }

  get kinds(): TableKind[] {
    return this.#all.map(({ kind }) => kind)
  }

  kindNamed(name: string): TableKind | undefined {
    return this.kinds.find((kind) => kind === name)
  }

  /** Fields that rows of a kind can have, and whatever else was recognised in this file. */
  fieldsOf(kind: string, recognised: string[] = []): string[] {
    const own = this.#all.find((one) => one.kind === kind)?.fields ?? []
    return [...own, ...recognised.filter((field) => !own.includes(field))]
  }
}

export const tables = new Tables()
