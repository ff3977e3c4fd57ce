import { Body, Controller, Get, Put, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { Access } from '../auth/access'
import { personOf } from '../auth/person'
import { Answers } from '../http/answers'
import { contactPolicy } from './contact-policy.contract'
import type { ContactPolicySettings } from './contact-policy.contract'
import { ContactPolicyService } from './contact-policy.service'

@ApiTags('contact policy')
@Controller('api/contact-policy')
export class ContactPolicyController {
  constructor(private readonly policies: ContactPolicyService) {}

  @Get()
  @Access('read', 'none')
  @Answers('When and how often customers may be contacted', contactPolicy)
  get(): Promise<ContactPolicySettings> {
    return this.policies.get()
  }

  @Put()
  @Access('administer', 'company')
  @Answers(
    'Says when and how often customers may be contacted; holds from the next message on',
    contactPolicy,
  )
  save(
    @Body({ schema: contactPolicy }) body: ContactPolicySettings,
    @Req() request: FastifyRequest,
  ): Promise<ContactPolicySettings> {
    return this.policies.save(body, personOf(request).id)
  }
}
