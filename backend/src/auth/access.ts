import { SetMetadata, applyDecorators } from '@nestjs/common'
import { ApiExtension } from '@nestjs/swagger'
import type { Right } from './auth.contract'

/** Things that belong to one entity or several, by whose id a route asks. */
export type ObjectKind =
  | 'load'
  | 'bank-entry'
  | 'campaign'
  | 'task'
  | 'override'
  | 'stop'
  | 'alert'
  | 'report-schedule'
  | 'report-link'

/**
 * How a route keeps to the entities of a person:
 * none: concerns no entity's data · query: the parameter `entity`, narrowed to what the person sees ·
 * path: `:entity` · body: its `entity_id` · body-list: its list `entity`, narrowed · body-customer: the `entity_id`
 * of its `customer`, where it names one · company: the whole company, so only people who see every entity ·
 * handler: the service narrows its SQL itself · an object: looked up by the id of the path, or of a field of the body
 */
export type EntityRule =
  | 'none'
  | 'query'
  | 'path'
  | 'body'
  | 'body-list'
  | 'body-customer'
  | 'company'
  | 'handler'
  | { of: ObjectKind; field?: string }

export interface AccessRule {
  right: Right
  entity: EntityRule
}

export const ACCESS = 'relance:access'

/**
 * Who may use a route. The guard enforces it, the API's description shows it as `x-access`, and a test holds every
 * role and entity against it. A route without it is closed to everybody but administrators who see every entity.
 */
export const Access = (right: Right, entity: EntityRule) =>
  applyDecorators(SetMetadata(ACCESS, { right, entity }), ApiExtension('x-access', { right, entity }))
