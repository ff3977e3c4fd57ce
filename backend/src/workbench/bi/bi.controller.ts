import { Body, Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Warehouse } from '@relance/pipelines'
import { CONFIG, WAREHOUSE } from '../../app/tokens'
import { Access } from '../../auth/access'
import { personOf } from '../../auth/person'
import type { Config } from '../../config/config'
import { Answers } from '../../http/answers'
import { done } from '../../http/shapes.contract'
import { biLoginsAnswer, madeBiLogin, newBiLogin } from './bi.contract'
import type { BiLoginsAnswer, MadeBiLogin } from './bi.contract'
import { BiListener } from './listener.service'
import { BiLoginsService } from './logins.service'

@ApiTags('workbench')
@Controller('api/workbench/logins')
export class BiController {
  constructor(
    private readonly logins: BiLoginsService,
    private readonly listener: BiListener,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(WAREHOUSE) private readonly warehouse: Warehouse,
  ) {}

  @Get()
  @Access('sql', 'none')
  @Answers('Logins of one’s other programs, and where they connect', biLoginsAnswer)
  async list(@Req() request: FastifyRequest): Promise<BiLoginsAnswer> {
    const rows = await this.logins.list(personOf(request))
    const { port } = this.listener
    const host = this.config.publicUrl
      ? new URL(this.config.publicUrl).hostname
      : request.hostname.split(':')[0]
    const address = port === undefined ? null : { host: host ?? 'localhost', port, secure: false }
    return { address, database: this.warehouse.peopleDatabase, rows }
  }

  @Post()
  @Access('sql', 'none')
  @Answers('Makes a login for a program; its password is told once', madeBiLogin, 201)
  make(
    @Body({ schema: newBiLogin }) body: z.output<typeof newBiLogin>,
    @Req() request: FastifyRequest,
  ): Promise<MadeBiLogin> {
    return this.logins.make(personOf(request), body.name)
  }

  @Delete(':id')
  @Access('sql', 'none')
  @Answers('Takes a login back, at once', done)
  async revoke(@Param('id', { schema: z.uuid() }) id: string, @Req() request: FastifyRequest) {
    await this.logins.revoke(personOf(request), id)
    return { done: true as const }
  }
}
