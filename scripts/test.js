// npm test: installs what is missing, then lint, types, canaries and every test; ends with one line of counts.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build.js'
import { checkCanaries } from './canaries.js'
import { ensureInstalled, root } from './install.js'
import { ensureSystemPackages } from './system-packages.js'

const bin = (name) => join(root, 'node_modules', '.bin', name)
const checks = [
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
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

function runCheck([name, command, args]) {
  const started = Date.now()
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  console.log(
    `${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  )
  return status === 0
}

function runTests(extra) {
  const folder = mkdtempSync(join(tmpdir(), 'relance-test-'))
  const report = join(folder, 'report.json')
  try {
    const { status } = spawnSync(
      bin('vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...extra],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
    const result = JSON.parse(readFileSync(report, 'utf8'))
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
const outcomes = [...checks.map(runCheck), checkCanaries(bin, root)]
const tests = runTests(process.argv.slice(2))
const passed = tests.passed + outcomes.filter(Boolean).length
const failed = tests.failed + outcomes.filter((ok) => !ok).length
console.log(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped`)
process.exit(failed === 0 ? 0 : 1)
