import type { LoadResult } from '../loads/loads.contract'

/** One load for people. */
export function loadText(file: string, result: LoadResult): string {
  const { read, accepted, duplicates, ignored, rejected, waiting, seconds } = result
  const events = Object.entries(result.events).map(([type, count]) => `${count} ${type}`)
  const lines = [
    `${file}: ${read} rows read by ${result.source} in ${seconds.toFixed(1)} s for ${result.entity_id}`,
    `  ${accepted} accepted, ${duplicates} duplicates, ${ignored} ignored, ${rejected} rejected` +
      (waiting > 0 ? `, ${waiting} waiting for their invoice` : ''),
  ]
  if (events.length > 0) lines.push(`  ${events.join(', ')}`)
  const notes = Object.entries(result.notes ?? {}).map(
    ([what, count]) => `${count} ${what.replace(/_/g, ' ')}`,
  )
  if (notes.length > 0) lines.push(`  of note: ${notes.join(', ')}`)
  const warnings = (result.warnings ?? []).map((warning) => warning.replace(/_/g, ' '))
  if (warnings.length > 0) lines.push(`  mind: ${warnings.join(', ')}`)
  if (rejected > 0) lines.push(`  see why: relance rejects --batch ${result.batch_id}`)
  lines.push(`  take it back: relance undo --batch ${result.batch_id}`)
  return lines.join('\n')
}
