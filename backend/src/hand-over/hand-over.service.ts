import type { Readable } from 'node:stream'
import { Inject, Injectable } from '@nestjs/common'
import type { Warehouse } from '@relance/pipelines'
import type { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import { customerAt } from '../customer-page/customer-at'
import { creditorOf } from '../customer-page/creditor'
import { CLOCK } from '../dispatch/ports'
import type { Clock } from '../dispatch/ports'
import { notFound } from '../http/app-error'
import { ReferenceRatesService } from '../legal/reference-rates.service'
import type { Metadata } from '../metadata'
import { SendersService } from '../messages'
import { evidenceOf } from './evidence'
import { handOverPdf } from './file-pdf'
import type { handOverQuery } from './hand-over.contract'

/** Gathers what a claim rests on, for whoever is to go on with it. */
@Injectable()
export class HandOverService {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly senders: SendersService,
    private readonly rates: ReferenceRatesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws AppError `hand-over/customer-not-found` */
  async file({ entity, customer, language }: z.output<typeof handOverQuery>): Promise<Readable> {
    const now = this.clock.now()
    const name = { entityId: entity, customerId: customer }
    const at = await customerAt(this.warehouse, { ...name, reminderId: '', expiresAt: now }, now)
    if (!at) throw notFound('hand-over/customer-not-found', 'There is no such customer.')
    const [evidence, creditor, rates] = [
      await evidenceOf(this.warehouse, this.metadata.db, name),
      await creditorOf(this.senders, entity),
      await this.rates.rates(),
    ]
    return handOverPdf({ at, evidence, creditor, rates, language })
  }
}
