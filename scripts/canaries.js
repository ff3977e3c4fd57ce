// A check that cannot fail checks nothing: each file in test/canary must be refused by its tool.
import { spawnSync } from 'node:child_process'

/** @returns {boolean} true when lint, types and component checks all refuse their canary */
export function checkCanaries(bin, root) {
  const canaries = [
    ['lint', bin('eslint'), ['--no-ignore', 'test/canary/lint.ts'], 'no-var'],
    ['types', bin('tsc'), ['--noEmit', '--project', 'test/canary/tsconfig.json'], 'TS2322'],
    [
      'components',
      bin('svelte-check'),
      ['--workspace', 'test/canary', '--tsconfig', './tsconfig.json', '--output', 'machine'],
      'canary.svelte',
    ],
  ]
  return canaries
    .map(([name, command, args, trace]) => {
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
      const refused = status !== 0 && `${stdout}${stderr}`.includes(trace)
      console.log(
        `${refused ? 'ok    ' : 'FAILED'} canary: ${name} ${refused ? 'refuses' : 'lets pass'} a file that is wrong on purpose`,
      )
      return refused
    })
    .every(Boolean)
}
