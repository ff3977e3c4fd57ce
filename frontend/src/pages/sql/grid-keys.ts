export interface Cell {
  row: number
  column: number
}

/** Rows of one step by page. */
const PAGE = 15

/** Where a key leads from a cell, within the grid; undefined where it leads nowhere. */
export function movedTo(
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  { row, column }: Cell,
  { rows, columns }: { rows: number; columns: number },
): Cell | undefined {
  const [last, across] = [rows - 1, columns - 1]
  const steps: Record<string, [row: number, column: number]> = {
    ArrowDown: [row + 1, column],
    ArrowUp: [row - 1, column],
    ArrowRight: [row, column + 1],
    ArrowLeft: [row, column - 1],
    PageDown: [row + PAGE, column],
    PageUp: [row - PAGE, column],
    Home: ctrlKey ? [0, 0] : [row, 0],
    End: ctrlKey ? [last, across] : [row, across],
  }
  const to = steps[key]
  if (!to) return undefined
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value))
  return { row: within(to[0], last), column: within(to[1], across) }
}
