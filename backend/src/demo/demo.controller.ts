import { Body, Controller, Delete, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { Answers } from '../http/answers'
import { job } from '../jobs/jobs.contract'
import type { Job } from '../jobs/jobs.contract'
import { demoRequest } from './demo.contract'
import { DemoService } from './demo.service'

@ApiTags('demo')
@Controller('api/demo')
export class DemoController {
  constructor(private readonly demo: DemoService) {}

  @Post()
  @Access('manage', 'company')
  @Answers('Makes and loads the demo company', job, 202)
  load(
    @Body({ schema: demoRequest }) body: z.output<typeof demoRequest>,
    @Req() request: FastifyRequest,
  ): Job {
    return this.demo.load(body, request.person)
  }

  @Delete()
  @Access('manage', 'company')
  @Answers('Takes the demo company back, to work with own data', job, 202)
  remove(@Req() request: FastifyRequest): Promise<Job> {
    return this.demo.remove(request.person)
  }
}
