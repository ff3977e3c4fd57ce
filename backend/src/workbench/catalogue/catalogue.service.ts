import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import type { Person } from '../../auth/person'
import { GateService } from '../runs/gate.service'
import { LIMITS } from '../limits'
import columnsSql from './columns.sql?raw'
import type { CatalogueAnswer, CatalogueTable } from './catalogue.contract'
import { exampleOf } from './examples'

const row = z.object({
  table: z.string(),
  table_comment: z.string(),
  is_view: z.number(),
  name: z.string(),
  type: z.string(),
  comment: z.string(),
})

/** What a person may read, asked as that person: a table that is not granted is not shown. */
@Injectable()
export class CatalogueService {
  constructor(private readonly gate: GateService) {}

  async of(person: Person): Promise<CatalogueAnswer> {
    const answer = await this.gate.askWell(person, {
      queryId: `catalogue-${randomUUID()}`,
      sql: columnsSql,
      format: 'JSONEachRow',
    })
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
}
