/**
 * The line of a sparkline and its last point, as SVG paths in a box of width × height pixels.
 * Months without a value part the line. Undefined when fewer than two values are known.
 */
export function sparkPath(values: (number | null)[], width: number, height: number, pad: number) {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return undefined
  const low = Math.min(...known)
  const span = Math.max(...known) - low || 1
  const x = (index: number) => (pad + (index * (width - 2 * pad)) / (values.length - 1)).toFixed(1)
  const y = (value: number) => (height - pad - ((value - low) / span) * (height - 2 * pad)).toFixed(1)
  let line = ''
  values.forEach((value, index) => {
    if (value === null) return
    const before = index > 0 ? values[index - 1] : null
    line += `${before === null || before === undefined ? 'M' : 'L'}${x(index)} ${y(value)}`
  })
  const last = values.findLastIndex((value) => value !== null)
  return { line, end: `M${x(last)} ${y(values[last] ?? 0)}h.01` }
}
