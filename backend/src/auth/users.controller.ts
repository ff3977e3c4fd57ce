import { Body, Controller, Get, Param, Post, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Answers } from '../http/answers'
import { Access } from './access'
import { personOf } from './person'
import { invitation, madeInvitation, userChange, userRow, usersAnswer } from './users.contract'
import type { MadeInvitation, UserRow, UsersAnswer } from './users.contract'
import { UsersService } from './users.service'

const id = z.uuid()
const anew = z.strictObject({ language: z.enum(['fr', 'en']).default('fr') })

@ApiTags('users')
@Controller('api/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Access('administer', 'company')
  @Answers('Who may enter, by name', usersAnswer)
  async list(): Promise<UsersAnswer> {
    return { rows: await this.users.list() }
  }

  @Post()
  @Access('administer', 'company')
  @Answers('Invites somebody by a link that is told once', madeInvitation, 201)
  invite(
    @Body({ schema: invitation }) body: z.output<typeof invitation>,
    @Req() request: FastifyRequest,
  ): Promise<MadeInvitation> {
    return this.users.invite(body, personOf(request).id)
  }

  @Put(':id')
  @Access('administer', 'company')
  @Answers('Changes what somebody may, or disables the account', userRow)
  change(
    @Param('id', { schema: id }) userId: string,
    @Body({ schema: userChange }) body: z.output<typeof userChange>,
    @Req() request: FastifyRequest,
  ): Promise<UserRow> {
    return this.users.change(userId, body, personOf(request).id)
  }

  @Post(':id/link')
  @Access('administer', 'company')
  @Answers('Makes a new link, by which the person chooses a password', madeInvitation, 201)
  newLink(
    @Param('id', { schema: id }) userId: string,
    @Body({ schema: anew }) { language }: z.output<typeof anew>,
    @Req() request: FastifyRequest,
  ): Promise<MadeInvitation> {
    return this.users.newLink(userId, language, personOf(request).id)
  }
}
