import { randomUUID } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { WAREHOUSE } from '../../app/tokens'
import type { Person } from '../../auth/person'
import { GateService } from '../runs/gate.service'
import { LIMITS } from '../limits'
import { NEVER, isRefusedFunction } from '../gate/names'
import columnsSql from './columns.sql?raw'
import type { CatalogueAnswer, CatalogueTable, DialectAnswer } from './catalogue.contract'
import dialectSql from './dialect.sql?raw'
import { exampleOf } from './examples'

const row = z.object({
  table: z.string(),
  table_comment: z.string(),
  is_view: z.number(),
  name: z.string(),
  type: z.string(),
  comment: z.string(),
})
const word = z.object({ kind: z.string(), name: z.string(), syntax: z.string() })

/** What a person may read, asked as that person: a table that is not granted is not shown. */
@Injectable()
export class CatalogueService {
  private words: z.output<typeof word>[] | undefined

  constructor(
    private readonly gate: GateService,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
  ) {}

  async of(person: Person): Promise<CatalogueAnswer> {
    const queryId = `catalogue-${randomUUID()}`
    const answer = await this.gate.askWell(person, { queryId, sql: columnsSql, format: 'JSONEachRow' })
    let text = ''
    try {
      for await (const part of answer.body) text += String(part)
    } finally {
      answer.leave()
    }
    const tables = new Map<string, CatalogueTable>()
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const { table, table_comment, is_view, ...column } = row.parse(JSON.parse(line))
      const known = tables.get(table) ?? {
        name: table,
        comment: table_comment,
        is_view: is_view === 1,
        columns: [],
        example: exampleOf(table),
      }
      known.columns.push(column)
      tables.set(table, known)
    }
    return { tables: [...tables.values()], limits: LIMITS }
  }

  /**
   * Words of the engine, without the functions that the gate refuses. Read as the application: people's users may not
   * read the list of keywords.
   */
  async dialect(): Promise<DialectAnswer> {
    this.words ??= await this.warehouse.query({ name: 'sql-dialect', sql: dialectSql, row: word })
    const named = (kind: string) =>
      this.words?.filter((one) => one.kind === kind).map(({ name }) => name) ?? []
    const functions = this.words.filter(({ kind, name }) => kind === 'function' && !isRefused(name))
    return { keywords: named('keyword'), types: named('type'), functions }
  }
}

const isRefused = (name: string) => NEVER.has(name.toLowerCase()) || isRefusedFunction(name.toLowerCase())
