import { SetMetadata, applyDecorators } from '@nestjs/common'
import { ApiExtension } from '@nestjs/swagger'

export const PUBLIC = 'relance:public'
export const LOCAL = 'relance:local'

/** Opens a route to everybody. Every route without it asks for a session. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension('x-public', true))

/** A route for commands on the same machine only: they know the token in run.json, a browser's session does not. */
export const LocalOnly = () => applyDecorators(SetMetadata(LOCAL, true), ApiExtension('x-local', true))
