import { oneLine, shortened } from '../tags/safe-text'
import { ADDRESS } from './page'

/**
 * Lines for the window, first the names: at most six of 38 characters, the first name and the last lines of the address
 * always kept, because those hold postcode, town and country.
 */
export function addressLines(names: readonly string[], address: string): readonly string[] {
  const given = address.split(/\r?\n/).map((line) => oneLine(line, 120))
  const lines = (given.length > 1 ? given : parted(given[0] ?? '')).filter((line) => line !== '')
  const wanted = [...new Set(names.map((name) => oneLine(name)))].filter((name) => name !== '')
  const named = [...wanted.filter((name) => !lines.includes(name)), ...lines]
  const wrapped = named.flatMap(wrap)
  const kept =
    wrapped.length <= ADDRESS.lines
      ? wrapped
      : [...wrapped.slice(0, 1), ...wrapped.slice(wrapped.length - ADDRESS.lines + 1)]
  return kept.map((line) => shortened(line, ADDRESS.characters))
}

/** An address in one line has its parts between commas. */
const parted = (line: string): readonly string[] => line.split(/\s*,\s*/)

/** At most two lines for one, parted between words. */
function wrap(line: string): readonly string[] {
  if (Array.from(line).length <= ADDRESS.characters) return [line]
  const cut = line.lastIndexOf(' ', ADDRESS.characters)
  return cut < 1 ? [line] : [line.slice(0, cut), line.slice(cut + 1)]
}
