import { literals } from '../../ingest/sql-text'

const codes = Intl.supportedValuesOf('currency')

export const isCurrency = (code: string): boolean => codes.includes(code)

/** SQL: whether a text is a code of ISO 4217. */
export const isCurrencySql = (text: string): string => `${text} IN ${literals(codes)}`
