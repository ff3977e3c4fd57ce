import { Body, Controller, Delete, Get, Post, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { mailboxAnswer, mailboxTested, newMailbox } from './mailbox.contract'
import type { MailboxAnswer, NewMailbox } from './mailbox.contract'
import { RepliesService } from './replies.service'

@ApiTags('reply mailbox')
@Controller('api/mailbox')
export class RepliesController {
  constructor(private readonly replies: RepliesService) {}

  @Get()
  @Access('administer', 'company')
  @Answers('The mailbox that customers answer to, and what was found in it', mailboxAnswer)
  show(): Promise<MailboxAnswer> {
    return this.replies.show()
  }

  @Put()
  @Access('administer', 'company')
  @Answers('Reads replies and bounces from this mailbox', mailboxAnswer)
  save(
    @Body({ schema: newMailbox }) body: NewMailbox,
    @Req() request: FastifyRequest,
  ): Promise<MailboxAnswer> {
    return this.replies.save(body, personOf(request).id)
  }

  @Post('test')
  @Access('administer', 'company')
  @Answers('Opens the folder by these settings, without keeping them', mailboxTested, 200)
  async test(@Body({ schema: newMailbox }) body: NewMailbox): Promise<z.output<typeof mailboxTested>> {
    return { messages: await this.replies.tryOut(body) }
  }

  @Delete()
  @Access('administer', 'company')
  @Answers('Reads no mailbox any more', mailboxAnswer)
  remove(@Req() request: FastifyRequest): Promise<MailboxAnswer> {
    return this.replies.remove(personOf(request).id)
  }
}
