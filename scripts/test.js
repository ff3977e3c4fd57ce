// npm test: installs what is missing, then lint, types, canaries and every test; ends with one line of counts.
// With --postgres the tests have their metadata on a PostgreSQL server instead of the embedded one; with --shards those
// that need a warehouse, and only those, have it on two shards (RELANCE_TEST_SHARDS).
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, freemem, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ensureBuilt } from './build.js'
import { checkCanaries } from './canaries.js'
import { ensureInstalled, root } from './install.js'
import { filesOnShards } from './shards.js'
import { ensureSystemPackages } from './system-packages.js'

const bin = (name) => join(root, 'node_modules', '.bin', name)
const checks = [
  ['format', bin('prettier'), ['--check', '--cache', '--log-level', 'warn', '.']],
  ['lint', bin('eslint'), ['--max-warnings', '0', '.']],
  [
    'import rules',
    bin('depcruise'),
    [
      'backend',
      'pipelines',
      'experiments',
      'frontend',
      'test',
      '--config',
      '.dependency-cruiser.js',
      '--output-type',
      'err',
    ],
  ],
  ['unused code', bin('knip'), ['--no-progress']],
  ['types', bin('tsc'), ['--noEmit', '--project', '.']],
  [
    'components',
    bin('svelte-check'),
    ['--workspace', 'frontend', '--tsconfig', '../tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  ],
]

/** Runs a program to its end; `output` is what it said, where it does not say it itself. */
function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text))
    child.once('error', (error) => resolve({ status: 1, output: String(error) }))
    child.once('close', (status) => resolve({ status, output }))
  })
}

async function runCheck([name, command, args]) {
  const started = Date.now()
  const { status, output } = await run(command, args)
  if (status !== 0) process.stdout.write(output)
  console.log(
    `${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  )
  return status === 0
}

/** Each check is busy on one core: as many at a time as there are cores. */
async function runChecks() {
  const waiting = [...checks]
  const outcomes = []
  const next = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) outcomes.push(await runCheck(check))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, next))
  return outcomes
}

/** Every engine and every browser of the tests writes files that nobody keeps: in memory, where there is room. */
const ROOM = 6e9

function fastFolder() {
  const memory = '/dev/shm'
  if (!existsSync(memory) || freemem() < ROOM) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize < ROOM ? tmpdir() : memory
}

/** The slowest files, so that the next slow one is seen before it hurts. */
function tellSlowest(files) {
  const seconds = (file) => (file.endTime - file.startTime) / 1000
  const slowest = [...files].sort((a, b) => seconds(b) - seconds(a)).slice(0, 15)
  console.log('\nSlowest files:')
  for (const file of slowest)
    console.log(`${seconds(file).toFixed(1).padStart(7)} s  ${relative(root, file.name)}`)
}

/** `--shards`: every test of a warehouse on two engines that are the shards of a cluster, and no other. */
function onShards(words) {
  if (!words.includes('--shards')) return { rest: words, shards: {} }
  const rest = words.filter((word) => word !== '--shards')
  const isOption = (word) => word.startsWith('-')
  const files = filesOnShards(
    root,
    rest.filter((word) => !isOption(word)),
  )
  if (files.length === 0) throw new Error('none of these test files needs a warehouse')
  console.log(`\nOn two shards, ${files.length} test files that need a warehouse:`)
  for (const file of files) console.log(`  ${file}`)
  return { rest: [...files, ...rest.filter(isOption)], shards: { RELANCE_TEST_SHARDS: '2' } }
}

async function runTests(words) {
  const { rest: extra, shards } = onShards(words)
  const folder = mkdtempSync(join(fastFolder(), 'relance-test-'))
  // A database server of the tests runs as another user.
  chmodSync(folder, 0o1777)
  const report = join(folder, 'report.json')
  try {
    const { status } = await run(
      bin('vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...extra],
      { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...shards, TMPDIR: folder } },
    )
    if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
    const result = JSON.parse(readFileSync(report, 'utf8'))
    tellSlowest(result.testResults)
    const failed =
      result.numFailedTests +
      result.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: result.numPendingTests + result.numTodoTests,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

ensureInstalled()
ensureSystemPackages()
ensureBuilt()
const outcomes = [...(await runChecks()), checkCanaries(bin, root)]
const asked = process.argv.slice(2)
if (asked.includes('--postgres')) process.env.RELANCE_TEST_DATABASE = 'postgres'
const tests = await runTests(asked.filter((word) => word !== '--postgres'))
const passed = tests.passed + outcomes.filter(Boolean).length
const failed = tests.failed + outcomes.filter((ok) => !ok).length
console.log(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped`)
process.exit(failed === 0 ? 0 : 1)
