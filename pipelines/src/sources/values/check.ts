import type { ReasonCode } from '../../events/contract'

/** A condition under which a record cannot be accepted: [SQL condition, field, reason, SQL of the text at fault]. */
export type Check = [condition: string, field: string, reason: ReasonCode, value: string]
