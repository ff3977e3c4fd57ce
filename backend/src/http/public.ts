import { SetMetadata, applyDecorators } from '@nestjs/common'
import { ApiExtension } from '@nestjs/swagger'

export const PUBLIC = 'relance:public'
export const LOCAL = 'relance:local'
export const FROM_PROVIDER = 'relance:from-provider'

/** Opens a route to everybody. Every route without it asks for a session. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-public', true))

/** A route for commands on the same machine only: they know the token in run.json, a browser's session does not. */
export const LocalOnly = () => applyDecorators(SetMetadata(LOCAL, true), ApiExtension('x-local', true))

/** A route for machines of others, which know nothing of sessions: its handler proves who calls. */
export const FromProvider = () =>
  applyDecorators(SetMetadata(FROM_PROVIDER, true), ApiExtension('x-from-provider', true))
