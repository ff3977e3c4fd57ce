import { type ValidityRow, figurePasses, figureText } from '../src/validity/validity-row'

/** Rows written as plain functions return lines that are printed already. */
interface PrintedFigure {
  readonly printed: string
  readonly passes: boolean
}

const modules = import.meta.glob<Record<string, unknown>>(
  ['../src/validity/row-*.ts', '!../src/validity/*.test.ts'],
  { eager: true },
)

function isRow(value: unknown): value is ValidityRow {
  return typeof value === 'object' && value !== null && 'title' in value && 'run' in value
}

/** Runs one module's row and returns the number of figures that fail. */
function runModule(
  path: string,
  exported: Record<string, unknown>,
  experiments: number,
  seed: number,
): number {
  const started = performance.now()
  let failed = 0
  for (const [name, value] of Object.entries(exported)) {
    if (isRow(value)) {
      console.log(`row ${value.id}: ${value.title}`)
      for (const figure of value.run(experiments)) {
        console.log(`  ${figureText(figure)}`)
        if (!figurePasses(figure)) failed++
      }
    } else if (name === 'row' && typeof value === 'function') {
      for (const figure of (value as (n: number, seed: number) => readonly PrintedFigure[])(
        experiments,
        seed,
      )) {
        console.log(figure.printed)
        if (!figure.passes) failed++
      }
    }
  }
  console.log(`  ${path.replace(/^.*\//, '')}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return failed
}

/**
 * Simulates every validity row and prints its rates with their Monte-Carlo errors.
 * --experiments N (2000), --seed N (7), --row TEXT: only files whose name contains the text.
 */
export async function run(args: Record<string, string>): Promise<void> {
  const experiments = Number(args['experiments'] ?? 2000)
  const seed = Number(args['seed'] ?? 7)
  let failed = 0
  for (const [path, exported] of Object.entries(modules).sort(([a], [b]) => a.localeCompare(b))) {
    if (args['row'] !== undefined && !path.includes(args['row'])) continue
    failed += runModule(path, exported, experiments, seed)
    // Lets the printed lines out between rows that take minutes.
    await new Promise((resolve) => setImmediate(resolve))
  }
  console.log(
    failed === 0 ? `every promised rate holds over ${experiments} experiments a row` : `${failed} FAIL`,
  )
  if (failed > 0) process.exitCode = 1
}
