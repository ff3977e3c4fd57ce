import { Controller, Get, Inject, Post, Req } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import { CONFIG } from '../app/tokens'
import type { Config } from '../config/config'
import { Answers } from '../http/answers'
import { notFound } from '../http/app-error'
import { Access } from './access'
import { ownAddress } from './cookies'
import { checkProvider } from './provider-check'
import { signOnCheck, signOnSetup } from './provider.contract'
import type { SignOnCheck, SignOnSetup } from './provider.contract'
import { BACK } from './single-sign-on.service'
import { Unaudited } from './unaudited'

/** How sign-in by a provider of identities is set up. It is read from the environment, so nothing is changed here. */
@ApiTags('access')
@Controller('api/single-sign-on')
export class ProviderController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Access('administer', 'company')
  @Answers('How sign-in by a provider of identities is set up', signOnSetup)
  setup(@Req() request: FastifyRequest): SignOnSetup {
    const { singleSignOn } = this.config
    const here = ownAddress(request, this.config)
    const provider = singleSignOn && {
      name: singleSignOn.name,
      issuer: singleSignOn.issuer.href,
      client_id: singleSignOn.clientId,
      has_secret: singleSignOn.clientSecret !== undefined,
    }
    return { provider: provider ?? null, redirect_uri: here + BACK, leave_uri: `${here}/` }
  }

  @Post('check')
  @Unaudited('changes nothing')
  @Access('administer', 'company')
  @Answers(
    'Asks the provider of identities what a sign-in would ask it, and says what stands against it',
    signOnCheck,
  )
  check(): Promise<SignOnCheck> {
    const { singleSignOn } = this.config
    if (!singleSignOn) throw notFound('auth/no-single-sign-on', 'No provider of identities is set up.')
    return checkProvider(singleSignOn.issuer)
  }
}
