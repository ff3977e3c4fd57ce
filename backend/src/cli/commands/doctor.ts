import { readConfig } from '../../config/config'
import { command } from '../command'
import type { CommonFlags } from '../command'
import type { Finding } from '../doctor/finding'
import { lookAtInstallation } from '../doctor/installation'
import { lookAtMachine } from '../doctor/machine'
import { EXIT } from '../exit'
import { output, table } from '../output'

const WORDS: Record<Finding['state'], string> = { ok: 'ok', warning: 'warning', failed: 'FAILED' }

export const doctor = command('doctor', 'check the machine and the data directory').action(
  async (flags: CommonFlags) => {
    const config = readConfig(flags)
    const findings = [...(await lookAtMachine(config)), ...(await lookAtInstallation(config))]
    output(flags.json ?? false).result({ findings }, () => told(findings))
    process.exitCode = findings.some(({ state }) => state === 'failed') ? EXIT.failed : EXIT.ok
  },
)

function told(findings: readonly Finding[]): string {
  const rows = findings.map(({ state, check, where, detail }) => [WORDS[state], check, where, detail])
  const mends = findings.flatMap(({ check, mend }) => (mend ? [`${check}: ${mend}`] : []))
  const list = table(['', 'check', 'where', 'what'], rows)
  return mends.length === 0 ? list : [list, '', 'To do:', ...mends.map((mend) => `  ${mend}`)].join('\n')
}
