import { AppError } from '../../http/app-error'
import type { Token } from './tokens'

/** What people may not do besides while the data are on the shards of a cluster. */
export interface OnShards {
  /** which hold what the views of people are made of */
  databases: readonly string[]
}

/**
 * A part of a statement that goes to a shard has no limit of its own result, so that the engine must allow 0 there,
 * which means none.
 */
const ENDLESS = new Set(['max_result_rows', 'max_result_bytes'])

/** Settings of a client that may be passed on. */
export const settingsOnShards = (settings: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !ENDLESS.has(name)))

/** @throws AppError `sql/refused-name`, `sql/refused-setting`, `sql/prewhere` */
export function checkOnShards(list: readonly Token[], { databases }: OnShards): void {
  for (const [index, { text, kind, at }] of list.entries()) {
    if (kind !== 'word' && kind !== 'quoted') continue
    const name = text.toLowerCase()
    if (databases.includes(name)) {
      const message = `${text} holds a part of the rows only; leave it out, and tables have those of all servers.`
      throw new AppError('sql/refused-name', 403, message, { name: text, at })
    }
    if (ENDLESS.has(name) && list[index + 1]?.text === '=') {
      const message = `The setting ${name} cannot be changed while the data are on several servers.`
      throw new AppError('sql/refused-setting', 403, message, { name: text, at })
    }
    if (kind === 'word' && name === 'prewhere' && list[index - 1]?.text !== '.') {
      const message =
        'The data are on several servers, where tables are views: write WHERE instead of PREWHERE.'
      throw new AppError('sql/prewhere', 422, message, { at })
    }
  }
}
