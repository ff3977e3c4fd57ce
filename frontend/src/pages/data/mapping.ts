import type { FileMapping, UnderstoodFile } from '@relance/backend/contract'
import type { TableKind } from './tables.svelte'

/** Whether a file is a table whose rows are read; one of vendors, for instance, is only counted. */
export const isOurTable = (seen: UnderstoodFile): boolean => seen.source === 'csv' && !seen.foreign

/** A mapping that says what the server has found out by itself, for a person to change. */
export function mappingOf(seen: UnderstoodFile, wish: FileMapping): FileMapping {
  return {
    ...wish,
    ...(isOurTable(seen) ? { kind: seen.kind as TableKind } : {}),
    ...(seen.preset ? { preset: seen.preset } : {}),
    columns: { ...wish.columns, ...seen.mapping },
  }
}

/** The mapping after a column is read as another field, or as none; an empty column takes a field out of use. */
export function assigned(
  seen: UnderstoodFile,
  wish: FileMapping,
  column: string,
  field: string | undefined,
): FileMapping {
  const mapping = mappingOf(seen, wish)
  const columns = { ...mapping.columns }
  for (const [known, of] of Object.entries(columns)) if (of === column) columns[known] = ''
  if (field !== undefined) columns[field] = column
  return { ...mapping, columns }
}

/** The mapping for rows of another kind: columns are recognised anew. */
export function ofKind(wish: FileMapping, kind: TableKind): FileMapping {
  const { columns: _columns, preset: _preset, rows: _rows, ...rest } = wish
  return { ...rest, kind }
}

/** What is kept under a name: what was found out and what was chosen. */
export function toKeep(seen: UnderstoodFile, wish: FileMapping, currency: string | undefined): FileMapping {
  const { header_line: _header, ...mapping } = mappingOf(seen, wish)
  return {
    ...mapping,
    ...(seen.rows ? { rows: seen.rows as NonNullable<FileMapping['rows']> } : {}),
    ...(seen.date_order ? { date_order: seen.date_order as NonNullable<FileMapping['date_order']> } : {}),
    ...(seen.decimal_mark
      ? { decimal_mark: seen.decimal_mark as NonNullable<FileMapping['decimal_mark']> }
      : {}),
    ...((currency ?? seen.currency) ? { currency: currency ?? seen.currency ?? 'EUR' } : {}),
  }
}
