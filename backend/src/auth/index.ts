import type { Provider } from '@nestjs/common'
import { AccessController } from './access.controller'
import { ApiTokensService } from './api-tokens.service'
import { AuditController } from './audit.controller'
import { AuditService } from './audit.service'
import { AuthController } from './auth.controller'
import { ObjectEntities } from './object-entities.service'
import { ProviderController } from './provider.controller'
import { SessionsService } from './sessions.service'
import { SignInFailures } from './sign-in-failures'
import { SignInService } from './sign-in.service'
import { SingleSignOnController } from './single-sign-on.controller'
import { SingleSignOn } from './single-sign-on.service'
import { UsersController } from './users.controller'
import { UsersService } from './users.service'

export const authControllers = [
  AuthController,
  SingleSignOnController,
  ProviderController,
  AccessController,
  UsersController,
  AuditController,
]
export const authProviders: Provider[] = [
  SessionsService,
  ApiTokensService,
  ObjectEntities,
  SignInFailures,
  SignInService,
  SingleSignOn,
  UsersService,
  AuditService,
]
