import { Controller, Get, Inject } from '@nestjs/common'
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import type { Warehouse } from '@relance/pipelines'
import { z } from 'zod'
import { METADATA, WAREHOUSE } from '../app/tokens'
import type { Metadata } from '../metadata'
import { AppError } from './app-error'
import { Public } from './public'
import { Traffic, draining } from './traffic'

const state = z.object({ status: z.literal('ok') })

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
    @Inject(METADATA) private readonly metadata: Metadata,
    private readonly traffic: Traffic,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ standardSchema: state })
  live() {
    return { status: 'ok' as const }
  }

  @Get('ready')
  @ApiOperation({ summary: 'Both stores answer, and the server takes new work' })
  @ApiOkResponse({ standardSchema: state })
  async ready() {
    if (this.traffic.isEnding) throw draining()
    const [warehouse, metadata] = await Promise.all([
      this.warehouse.ping().catch(() => false),
      this.metadata.pool.query('select 1').then(
        () => true,
        () => false,
      ),
    ])
    if (warehouse && metadata) return { status: 'ok' as const }
    throw new AppError('http/not-ready', 503, 'A data store does not answer yet.', { warehouse, metadata }, 2)
  }
}
