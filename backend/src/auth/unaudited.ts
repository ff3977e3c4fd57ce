import { SetMetadata, applyDecorators } from '@nestjs/common'
import { ApiExtension } from '@nestjs/swagger'

export const UNAUDITED = 'relance:unaudited'

/** A write that leaves no line in the audit log, and why: it changes nothing, or is recorded elsewhere. */
export const Unaudited = (why: string) =>
  applyDecorators(SetMetadata(UNAUDITED, true), ApiExtension('x-unaudited', why))
